"""Superset for one desk, on this machine: what it keeps lies in one folder, nothing calls out."""

import os
from pathlib import Path

_HOME = Path(os.environ["WIREBOOK_BI_HOME"])

SECRET_KEY = (_HOME / "secret").read_text(encoding="utf-8")
SQLALCHEMY_DATABASE_URI = f"sqlite:///{_HOME / 'superset.db'}"
WEBDRIVER_BASEURL = None
SQLLAB_ASYNC_TIME_LIMIT_SEC = 60
# Not the cookie of another application on localhost.
SESSION_COOKIE_NAME = "wirebook_bi"
SESSION_COOKIE_SAMESITE = "Lax"
WTF_CSRF_ENABLED = True
RATELIMIT_STORAGE_URI = "memory://"
# Words of articles are text: nothing in them is markup, and SQL holds no templates.
HTML_SANITIZATION = True
FEATURE_FLAGS = {"ENABLE_TEMPLATE_PROCESSING": False, "ESCAPE_MARKDOWN_HTML": True}
# A publication is seen at once.
CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}
