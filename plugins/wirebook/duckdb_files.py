"""DuckDB opened so that no query reaches beyond the files that it is given.

What a table says came from the web, and DuckDB would read any file, load any extension and ask any
host that a query names. So external access is off and no setting can be changed back; paths that a
piece of work needs are named when it opens its file, and only those can be read or written.
Source: DuckDB, "Securing DuckDB" (``enable_external_access``, ``allowed_directories``,
``allowed_paths``, ``lock_configuration``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

from wirebook.quoting import literal

# As what one process opens a file with must be the same each time, readers all use these.
CLOSED = {"enable_external_access": "false", "lock_configuration": "true"}


def read(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a file to read its tables, and nothing else."""
    return duckdb.connect(str(database), read_only=True, config={**CLOSED})


def work(
    database: Path | None = None,
    *,
    folders: Sequence[Path] = (),
    files: Sequence[Path] = (),
    read_only: bool = False,
    threads: int | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a file, or a database in memory, for work on files below ``folders`` and on ``files``.

    Times are shown in UTC. A DuckDB file that is to be attached is one of the ``files``.
    """
    name = ":memory:" if database is None else str(database)
    connection = duckdb.connect(name, read_only=read_only)
    try:
        connection.execute("set global timezone = 'UTC'")
        if threads is not None:
            connection.execute(f"set threads = {threads}")
        for statement in closing(folders, files):
            connection.execute(statement)
    except BaseException:
        connection.close()
        raise
    return connection


def closing(folders: Iterable[Path], files: Iterable[Path] = ()) -> Sequence[str]:
    """Return the statements that close an open DuckDB to all but these folders and files."""
    below = [f"{folder.absolute()}/" for folder in folders]
    # Attaching a file looks for its log as well.
    paths = [f"{file.absolute()}{log}" for file in files for log in ("", ".wal")]
    return (
        f"set allowed_directories = {_listed(below)}",
        f"set allowed_paths = {_listed(paths)}",
        "set enable_external_access = false",
        "set lock_configuration = true",
    )


def _listed(paths: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, paths))}]"
