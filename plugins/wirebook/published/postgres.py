"""The current version as a schema of a Postgres database, for tools that ask a server.

::

    wirebook                   the version that is current: a table each, with keys and comments
    wirebook_<publish_id>      versions that were current before, as long as they are kept

A version is loaded under another name and takes its own in the same transaction: readers have the
old one or the new one, and a crash leaves nothing. A schema that no export of this state made is
never touched. Members of the role ``wirebook_reader`` may read, nobody may write but the owner.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import psycopg2
from psycopg2 import errorcodes, errors

from wirebook import duckdb_files
from wirebook.published import versions
from wirebook.published.connect import NothingPublished
from wirebook.published.current import current, versions_dir
from wirebook.quoting import identifier, literal, printable
from wirebook.settings import StatePaths

SCHEMA = "wirebook"
READER = "wirebook_reader"
_NEXT = "wirebook_next"
_SAID = re.compile(r"wirebook version ([0-9a-f]{16}) of state (.+)")
# Text sorts as in DuckDB, by code points, whatever the database's own order is.
_TYPES = {
    "VARCHAR": 'text collate "C"',
    "VARCHAR[]": 'text[] collate "C"',
    "BIGINT": "bigint",
    "INTEGER": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP": "timestamp",
    "DOUBLE": "double precision",
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
# The questions ask for a moment as DuckDB tells it: set wirebook.as_of = '2026-11-21' here.
_GETVARIABLE = """
create function {schema}.getvariable(name text) returns text language sql stable as
$$ select nullif(pg_catalog.current_setting('wirebook.' || name, true), '') $$
"""
# libpq on why there is no connection: what the server answered, or the system.
_ANSWER = re.compile(r"(?:failed|to address): ([^\n]+)")
_CONNECT_SECONDS = 10
_LOCK_WAIT = "10s"


class PostgresError(Exception):
    """The version could not be exported; the message says why and holds no password or text."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is known of a table beyond its columns: key, columns never null, references.

    A reference goes from a column to a table and its column there.
    """

    key: tuple[str, ...] = ()
    required: frozenset[str] = frozenset()
    references: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export came to: the version, whether it was not there yet, the rows of each table,
    the older versions that stay, and those that could not be dropped because somebody reads them.
    """

    publish_id: str
    is_new: bool
    rows: Mapping[str, int]
    kept: Sequence[str] = ()
    in_use: Sequence[str] = ()


def export(state: StatePaths, address: str, shapes: Mapping[str, Shape], keep: int) -> Exported:
    """Make the current version the schema ``wirebook`` of a database; keep ``keep`` in all.

    ``address`` is a connection string as libpq takes it (a URI, ``service=name``, or words such as
    ``host=... dbname=...``). What is current there already is not loaded again. Older versions that
    the state no longer keeps go, erased ones with them. Raises NothingPublished and PostgresError.
    """
    publish_id = current(state)
    if publish_id is None:
        raise NothingPublished("nothing is published yet: make run")
    database = versions_dir(state) / publish_id / versions.DATABASE
    with _told(), _connected(address) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('wirebook'))")
            is_new = _publish_id_of(cursor, SCHEMA, state) != publish_id
            rows = _load(cursor, database, shapes, state) if is_new else {}
            if is_new:
                _take_over(cursor, state, publish_id)
        kept, in_use = _prune(connection, state, publish_id, keep)
    return Exported(publish_id, is_new, rows, kept, in_use)


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the server says into words that hold no value of a row."""
    try:
        yield
    except psycopg2.Error as error:
        raise PostgresError(f"Postgres: {_said(error)}") from error


def _said(error: psycopg2.Error) -> str:
    state = error.pgcode or ""
    if state == errorcodes.INSUFFICIENT_PRIVILEGE:
        return f"{error.diag.message_primary} (it must own {SCHEMA}, and {READER} must be there)"
    if state.startswith(("22", "23")):  # what is said of a value repeats it
        of = ".".join(part for part in (error.diag.table_name, error.diag.constraint_name) if part)
        return f"the rows do not fit ({errorcodes.lookup(state)}{f', {of}' if of else ''})"
    if state:
        return printable(error.diag.message_primary or errorcodes.lookup(state))
    # What libpq says before that repeats the address, of a misspelt one a password too.
    answer = _ANSWER.search(str(error)) if isinstance(error, psycopg2.OperationalError) else None
    return printable(answer[1]) if answer is not None else "the address is not understood"


@contextmanager
def _connected(address: str) -> Iterator[Any]:
    connection = psycopg2.connect(
        address, connect_timeout=_CONNECT_SECONDS, application_name="wirebook"
    )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("show server_encoding")
            (encoding,) = cursor.fetchone()
            if encoding != "UTF8":
                raise PostgresError(f"the database keeps text as {encoding}, not UTF8")
        connection.set_client_encoding("UTF8")
        yield connection
    finally:
        connection.close()


def _publish_id_of(cursor: Any, schema: str, state: StatePaths) -> str | None:
    """Return which version a schema is, None where there is no schema of that name.

    Raises PostgresError where one is there that this state did not make.
    """
    cursor.execute(
        "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", [schema]
    )
    found = cursor.fetchone()
    if found is None:
        return None
    said = _SAID.fullmatch(found[0] or "")
    if said is None:
        raise PostgresError(f"schema {schema} is there and was not made by wirebook")
    if said[2] != state.home.name:
        raise PostgresError(f"schema {schema} is that of state {printable(said[2])}")
    return said[1]


def _load(
    cursor: Any, database: Path, shapes: Mapping[str, Shape], state: StatePaths
) -> dict[str, int]:
    """Make the schema of the next version with all that a version holds; return the rows."""
    cursor.execute(f"create schema {_NEXT}")
    rows = {}
    state.build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=state.build) as name:
        folder = Path(name)
        with duckdb_files.work(database, folders=[folder], read_only=True) as source:
            tables = source.execute("select table_name, comment from duckdb_tables() order by 1")
            comments = dict(tables.fetchall())
            for table, comment in comments.items():
                shape = shapes.get(table, Shape())
                columns = _create(cursor, source, table, shape, comment)
                rows[table] = _copy(cursor, source, table, columns, folder)
                if shape.key:
                    key = ", ".join(map(identifier, shape.key))
                    cursor.execute(f"alter table {_there(table)} add primary key ({key})")
    for table in comments:
        for column, (other, key) in shapes.get(table, Shape()).references.items():
            if other in comments:
                cursor.execute(
                    f"alter table {_there(table)} add foreign key ({identifier(column)})"
                    f" references {_there(other)} ({identifier(key)})"
                )
        cursor.execute(f"analyze {_there(table)}")
    cursor.execute(_GETVARIABLE.format(schema=_NEXT))
    return rows


def _there(table: str) -> str:
    return f"{_NEXT}.{identifier(table)}"


def _create(
    cursor: Any, source: duckdb.DuckDBPyConnection, table: str, shape: Shape, comment: str | None
) -> dict[str, str]:
    """Create a table and say what it and its columns mean; return the columns' DuckDB types."""
    columns = source.execute(
        "select column_name, data_type, comment from duckdb_columns() where table_name = ?"
        " order by column_index",
        [table],
    ).fetchall()
    defined = [
        f"{identifier(name)} {_type(table, name, kind)}"
        + (" not null" if name in shape.required else "")
        for name, kind, _ in columns
    ]
    cursor.execute(f"create table {_there(table)} ({', '.join(defined)})")
    if comment:
        cursor.execute(f"comment on table {_there(table)} is {literal(comment)}")
    for name, _, meaning in columns:
        if meaning:
            cursor.execute(
                f"comment on column {_there(table)}.{identifier(name)} is {literal(meaning)}"
            )
    return {name: kind for name, kind, _ in columns}


def _type(table: str, column: str, kind: str) -> str:
    decimal = _DECIMAL.fullmatch(kind)
    if decimal is not None:
        return f"numeric({decimal[1]}, {decimal[2]})"
    if kind not in _TYPES:
        raise PostgresError(f"{table}.{column} is {kind}, for which Postgres has no type here")
    return _TYPES[kind]


def _copy(
    cursor: Any,
    source: duckdb.DuckDBPyConnection,
    table: str,
    columns: Mapping[str, str],
    folder: Path,
) -> int:
    """Copy the rows of a table, through a file, with COPY on both sides; return how many."""
    file = folder / "rows.csv"
    told = ", ".join(_as_text(name, kind) for name, kind in columns.items())
    source.execute(
        f"copy (select {told} from {identifier(table)}) to {literal(file)}"
        " (format csv, header false, nullstr '', force_quote *)"
    )
    with file.open("rb") as rows:
        cursor.copy_expert(f"copy {_there(table)} from stdin (format csv)", rows)
    return int(cursor.rowcount)


def _as_text(column: str, kind: str) -> str:
    """Return an expression that Postgres reads back: it knows no NUL, and lists in braces."""
    name = identifier(column)
    if kind == "VARCHAR":
        return f"replace({name}, chr(0), '\ufffd')"
    if kind == "VARCHAR[]":
        quoted = (
            r"""'"' || replace(replace(replace(e, chr(0), '"""
            + "\ufffd"
            + r"""'), '\', '\\'), '"', '\"') || '"'"""
        )
        # An element that is null is none of ours: without one the braces are empty.
        return f"'{{' || array_to_string(list_transform({name}, lambda e: {quoted}), ',') || '}}'"
    return name


def _take_over(cursor: Any, state: StatePaths, publish_id: str) -> None:
    """Let the loaded schema take the name of the current one, which gets that of its version."""
    cursor.execute("select 1 from pg_roles where rolname = %s", [READER])
    if cursor.fetchone() is None:
        cursor.execute(f"create role {READER} nologin")
    cursor.execute(f"grant usage on schema {_NEXT} to {READER}")
    cursor.execute(f"grant select on all tables in schema {_NEXT} to {READER}")
    before = _publish_id_of(cursor, SCHEMA, state)
    if before is not None:
        old = f"{SCHEMA}_{before}"
        if _publish_id_of(cursor, old, state) is not None:
            cursor.execute(f"drop schema {old} cascade")
        cursor.execute(f"alter schema {SCHEMA} rename to {old}")
    cursor.execute(f"alter schema {_NEXT} rename to {SCHEMA}")
    said = f"wirebook version {publish_id} of state {state.home.name}"
    cursor.execute(f"comment on schema {SCHEMA} is {literal(said)}")


def _prune(
    connection: Any, state: StatePaths, publish_id: str, keep: int
) -> tuple[list[str], list[str]]:
    """Drop the older versions that are not to be kept; return those that stay and why: kept, read.

    The state decides: what it has forgotten, as an erased article's version, is forgotten here.
    """
    known = [v.publish_id for v in versions.history(state) if v.publish_id != publish_id]
    wanted = known[: max(keep - 1, 0)]
    kept, in_use = [], []
    for old in _older(connection, state):
        if old in wanted:
            kept.append(old)
            continue
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(f"set local lock_timeout = '{_LOCK_WAIT}'")
                cursor.execute(f"drop schema {SCHEMA}_{old} cascade")
        except errors.LockNotAvailable:
            in_use.append(old)
    return kept, in_use


def _older(connection: Any, state: StatePaths) -> list[str]:
    """Return the versions of this state that older schemas hold."""
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "select nspname, obj_description(oid, 'pg_namespace') from pg_namespace"
            " where nspname ~ %s order by nspname",
            [f"^{SCHEMA}_[0-9a-f]{{16}}$"],
        )
        found = cursor.fetchall()
    return [
        name.removeprefix(f"{SCHEMA}_")
        for name, comment in found
        if (said := _SAID.fullmatch(comment or "")) is not None
        and said[2] == state.home.name
        and name == f"{SCHEMA}_{said[1]}"
    ]
