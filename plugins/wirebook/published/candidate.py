"""A copy of the marts, stamped with the hash of what it holds and ready for the audit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wirebook import duckdb_files, whole_files
from wirebook.published.current import current
from wirebook.quoting import identifier, literal
from wirebook.settings import StatePaths
from wirebook.whole_files import digest

# Raised by one whenever a column of a mart changes its name, type or meaning.
SCHEMA_VERSION = 1
BUILD_FILE = "warehouse.duckdb"
CANDIDATE_FILE = "candidate.duckdb"


class PublishRefused(Exception):
    """The candidate may not become the current version; the message says why."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy of the marts, stamped and ready for the audit.

    ``rows`` is the number of rows of each table. ``unchanged`` says that the content is that of
    the current version, so that publishing it would change nothing. ``sha256`` is the digest of the
    file as it was made, ``grounds`` what it was made from.
    """

    path: Path
    publish_id: str
    unchanged: bool
    rows: Mapping[str, int]
    sha256: str = ""
    grounds: Mapping[str, Any] = field(default_factory=dict)


def make_candidate(
    state: StatePaths,
    build_file: Path | None = None,
    grounds: Mapping[str, Any] | None = None,
) -> Candidate:
    """Copy every table and view of schema ``marts`` of the build file into a file of its own.

    Rows are put in key order, the publish_id is a hash of them and of the columns, and every table
    gets the columns publish_id and schema_version. Raises PublishRefused when there is no mart.
    """
    build_file = state.build / BUILD_FILE if build_file is None else build_file
    candidate = stamped(state, build_file, state.build / CANDIDATE_FILE, grounds or {})
    described = {
        "publish_id": candidate.publish_id,
        "rows": candidate.rows,
        "sha256": candidate.sha256,
        "grounds": candidate.grounds,
    }
    whole_files.write_json(_description(candidate.path), described)
    return candidate


def stamped(
    state: StatePaths, build_file: Path, path: Path, grounds: Mapping[str, Any]
) -> Candidate:
    """Copy the marts of a build file to ``path``, in key order and stamped with their own hash."""
    with whole_files.replacing(path) as partial:
        with duckdb_files.work(partial, files=[build_file], threads=2) as connection:
            # Views of the build name it as dbt does, by its file.
            connection.execute(f"attach {literal(build_file)} as warehouse (read_only)")
            rows, publish_id = _copy_marts(connection)
            copy_comments(connection, "warehouse", "marts")
            connection.execute("detach warehouse")
            connection.execute("checkpoint")
        _check_rows(partial, rows)
    unchanged = current(state) == publish_id
    return Candidate(path, publish_id, unchanged, rows, digest(path), grounds)


def _check_rows(database: Path, rows: Mapping[str, int]) -> None:
    """Raise OSError where a file does not hold what was written: DuckDB may close one on a full
    disk without a word."""
    with duckdb_files.read(database) as connection:
        counted = {}
        for (name,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            found = connection.execute(f"select count(*) from {identifier(name)}").fetchone()
            counted[name] = 0 if found is None else int(found[0])
    if counted != rows:
        raise OSError(
            f"{database.parent.name} holds {len(counted)} of {len(rows)} tables as written"
        )


def load_candidate(state: StatePaths) -> Candidate:
    """Return the candidate that :func:`make_candidate` left. Raises FileNotFoundError if none."""
    path = state.build / CANDIDATE_FILE
    described = json.loads(_description(path).read_text(encoding="utf-8"))
    publish_id = described["publish_id"]
    return Candidate(
        path,
        publish_id,
        current(state) == publish_id,
        described["rows"],
        described.get("sha256", ""),
        described.get("grounds", {}),
    )


def _copy_marts(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], str]:
    names = [
        name
        for (name,) in connection.execute(
            "select table_name from information_schema.tables"
            " where table_catalog = 'warehouse' and table_schema = 'marts' order by table_name"
        ).fetchall()
    ]
    if not names:
        raise PublishRefused("the build has no marts: there is nothing to publish")
    rows = {}
    content = hashlib.sha256(f"schema_version {SCHEMA_VERSION}".encode())
    for name in names:
        table = identifier(name)
        # The columns of every mart begin with its key, so this is key order.
        connection.execute(
            f"create table {table} as from warehouse.marts.{table} order by all nulls first"
        )
        columns = connection.execute(f"describe {table}").fetchall()
        content.update(repr((name, [column[:2] for column in columns])).encode())
        found = connection.execute(
            f"select count(*), sha256(string_agg(sha256(t::varchar), '' order by rowid))"
            f" from {table} as t"
        ).fetchone()
        assert found is not None  # an aggregate always has a row
        rows[name] = int(found[0])
        content.update(str(found[1]).encode())
    publish_id = content.hexdigest()[:16]
    for name in names:
        for column, kind, value in (
            ("publish_id", "varchar", f"'{publish_id}'"),
            ("schema_version", "integer", str(SCHEMA_VERSION)),
        ):
            connection.execute(
                f"alter table {identifier(name)} add column {column} {kind} default {value}"
            )
    return rows, publish_id


STAMPS = {
    "publish_id": "The version that the row was published in.",
    "schema_version": "Raised whenever a column of a table changes its name, type or meaning.",
}


def copy_comments(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str, *, stamped: bool = True
) -> None:
    """Give tables and columns the descriptions that those of another database have.

    The columns that only a stamped table has get theirs with ``stamped``.
    """
    there = f"database_name = {literal(database)} and schema_name = {literal(schema)}"
    tables = connection.execute(
        f"select table_name, comment from duckdb_tables() where {there} union all"
        f" select view_name, comment from duckdb_views() where {there}"
    ).fetchall()
    columns = connection.execute(
        f"select table_name, column_name, comment from duckdb_columns() where {there}"
    ).fetchall()
    if stamped:
        columns += [(name, *stamp) for name, _ in tables for stamp in STAMPS.items()]
    else:
        columns = [row for row in columns if row[1] not in STAMPS]
    for name, comment in tables:
        if comment:
            connection.execute(f"comment on table {identifier(name)} is {literal(comment)}")
    for name, column, comment in columns:
        if comment:
            connection.execute(
                f"comment on column {identifier(name)}.{identifier(column)} is {literal(comment)}"
            )


def _description(candidate: Path) -> Path:
    return candidate.with_suffix(".json")
