"""How a process that only reads opens what was published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from wirebook import duckdb_files


class NothingPublished(Exception):
    """There is no published version yet."""


class OlderVersion(NothingPublished):
    """What is published was made before a table or column that is asked for."""


class DamagedVersion(NothingPublished):
    """What is published cannot be read."""


def connect(database: Path) -> duckdb.DuckDBPyConnection:
    """Open a published DuckDB file so that no query can write or reach beyond it.

    Text from the web is data here: neither files nor the network nor the settings can be touched.
    Raises NothingPublished when the file is not there, DamagedVersion when it is no such file.
    """
    if not database.is_file():
        raise NothingPublished("nothing is published yet: make run")
    try:
        return duckdb_files.read(database)
    except duckdb.IOException as error:
        raise DamagedVersion(
            f"published/{database.name} cannot be read: wirebook doctor --heal"
        ) from error


def rows(
    connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, Any] | None = None
) -> list[dict[str, Any]]:
    """Return the rows of a query as dictionaries; values are bound, never pasted in.

    Raises OlderVersion where the published version lacks what the query names.
    """
    try:
        cursor = connection.execute(query, values or {})
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        raise OlderVersion(
            "the published version was made by an earlier wirebook and lacks what is asked for:"
            " the next run publishes it anew"
        ) from error
    names = [column[0] for column in cursor.description or ()]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
