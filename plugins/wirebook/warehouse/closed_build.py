"""What dbt-duckdb does as soon as it has opened the build file: close it to all else.

dbt-duckdb applies ``settings`` anew to every cursor, which a locked configuration refuses; so they
are here, in a plugin that it calls once, with the folders that the profile lists.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin  # noqa: TID253 - only dbt loads this

from wirebook.duckdb_files import closing


class Plugin(BasePlugin):
    """Sets what every build needs, and closes the database; ``folders`` is a list in JSON."""

    def initialize(self, plugin_config: dict[str, Any]) -> None:
        self._folders = [Path(folder) for folder in json.loads(plugin_config["folders"])]

    def configure_connection(self, conn: Any) -> None:
        conn.execute("set global timezone = 'UTC'")
        conn.execute("set global preserve_insertion_order = true")
        for statement in closing(self._folders):
            conn.execute(statement)
