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
        # A build that stops begins anew, so what is written need not be made to last before the
        # end: DuckDB's 16 MB would have it done over and over, for an eighth of the CPU.
        conn.execute("set global checkpoint_threshold = '1GB'")
        for statement in closing(self._folders):
            conn.execute(statement)
