"""An Airflow of one state's own: its home, its settings, its database, on this machine.

``make run`` and ``make up`` share it. Everything is set through environment variables before
Airflow is imported, because that is when Airflow reads them.
"""

from __future__ import annotations

import json
import os
from importlib.metadata import version
from pathlib import Path

from wirebook import settings
from wirebook.settings import StatePaths

PORT = 8080


def environment(sources: Path, state: StatePaths) -> dict[str, str]:
    """Return the variables that make Airflow work on one sources file and its state."""
    root = settings.project_root()
    home = state.airflow
    return {
        "WIREBOOK_SOURCES": str(sources),
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(root / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(root / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": str(max(2, os.cpu_count() or 2)),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{home / 'airflow.db'}",
        "AIRFLOW__LOGGING__BASE_LOG_FOLDER": str(home / "logs"),
        # Airflow sets these by chmod, whatever the mask of the process.
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FOLDER_PERMISSIONS": "0o700",
        "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_FILE_PERMISSIONS": "0o600",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_SERVER_HOST": "127.0.0.1",
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(PORT),
        "AIRFLOW__API__BASE_URL": f"http://localhost:{PORT}",
        # The libraries would otherwise call their makers, or take a while to find out they can't.
        "DO_NOT_TRACK": "1",
        "SCARF_ANALYTICS": "false",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "GX_ANALYTICS_ENABLED": "false",
    }


def prepare() -> None:
    """Bring the metadata database up to the installed Airflow, and set the pools.

    Airflow must have been told its home (:func:`environment`) before. A stamp says which Airflow
    the database was made for: asking the database itself costs two seconds at every run.
    """
    settings.private_files()
    home = Path(os.environ["AIRFLOW_HOME"])
    stamp = home / f".migrated-{version('apache-airflow')}"
    if stamp.exists():
        return
    home.mkdir(parents=True, exist_ok=True)
    from airflow.models.pool import Pool
    from airflow.utils import db

    db.initdb()
    pools = json.loads((settings.project_root() / "dags" / "pools.json").read_text("utf-8"))
    for name, pool in pools.items():
        Pool.create_or_update_pool(
            name, pool["slots"], pool["description"], pool["include_deferred"]
        )
    stamp.touch()
