"""From an audited candidate to what consumers open, and back.

::

    published/CURRENT                      one line, the publish_id: moving it is the commit
    published/versions/<publish_id>/       <table>.parquet, wirebook.duckdb, manifest.json
    published/wirebook.duckdb              a copy of the current version's file
    published/history.jsonl                what was published and rolled back, and when

Nothing is ever changed in place. A version is complete on the disk before CURRENT names it; the
DuckDB file takes its public name after that, and :func:`repair` puts it right from CURRENT if a
crash fell between. A process that holds the old DuckDB file open keeps seeing the old data.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from wirebook.settings import StatePaths

# Raised by one whenever a column of a mart changes its name, type or meaning.
SCHEMA_VERSION = 1
KEPT_VERSIONS = 14
# A partial load that would replace good data (design/5-checks, 2).
LARGEST_DROP = 0.40

BUILD_FILE = "warehouse.duckdb"
CANDIDATE_FILE = "candidate.duckdb"
DATABASE = "wirebook.duckdb"
_MANIFEST = "manifest.json"
_CURRENT = "CURRENT"


class PublishRefused(Exception):
    """The candidate may not become the current version; the message says why."""


class AuditVerdict(Protocol):
    """What publishing needs to know of an audit."""

    @property
    def success(self) -> bool: ...

    @property
    def publish_id(self) -> str: ...

    @property
    def counts(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Candidate:
    """A copy of the marts, stamped and ready for the audit.

    ``rows`` is the number of rows of each table. ``unchanged`` says that the content is that of
    the current version, so that publishing it would change nothing.
    """

    path: Path
    publish_id: str
    unchanged: bool
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version, newest first in :func:`history`."""

    publish_id: str
    is_current: bool
    published_at: str | None
    action: str | None
    rows: Mapping[str, int]
    checks: Mapping[str, int]


def make_candidate(state: StatePaths, build_file: Path | None = None) -> Candidate:
    """Copy every table of schema ``marts`` of the build file into a file of its own.

    Rows are put in key order, the publish_id is a hash of them and of the columns, and every table
    gets the columns publish_id and schema_version. Raises PublishRefused when there is no mart.
    """
    build_file = state.build / BUILD_FILE if build_file is None else build_file
    path = state.build / CANDIDATE_FILE
    partial = _partial(path)
    partial.unlink(missing_ok=True)
    with duckdb.connect(str(partial)) as connection:
        connection.execute("set threads = 2")
        connection.execute(f"attach {_literal(build_file)} as build_file (read_only)")
        rows, publish_id = _copy_marts(connection)
        connection.execute("detach build_file")
    os.replace(partial, path)
    unchanged = current(state) == publish_id
    candidate = Candidate(path, publish_id, unchanged, rows)
    _write_json(_description(path), {"publish_id": publish_id, "rows": rows})
    return candidate


def load_candidate(state: StatePaths) -> Candidate:
    """Return the candidate that :func:`make_candidate` left. Raises FileNotFoundError if none."""
    path = state.build / CANDIDATE_FILE
    described = json.loads(_description(path).read_text(encoding="utf-8"))
    publish_id = described["publish_id"]
    return Candidate(path, publish_id, current(state) == publish_id, described["rows"])


def _copy_marts(connection: duckdb.DuckDBPyConnection) -> tuple[dict[str, int], str]:
    names = [
        name
        for (name,) in connection.execute(
            "select table_name from duckdb_tables()"
            " where database_name = 'build_file' and schema_name = 'marts' order by table_name"
        ).fetchall()
    ]
    if not names:
        raise PublishRefused("the build has no marts: there is nothing to publish")
    rows = {}
    digest = hashlib.sha256(f"schema_version {SCHEMA_VERSION}".encode())
    for name in names:
        table = _identifier(name)
        # The columns of every mart begin with its key, so this is key order.
        connection.execute(
            f"create table {table} as from build_file.marts.{table} order by all nulls first"
        )
        columns = connection.execute(f"describe {table}").fetchall()
        digest.update(repr((name, [column[:2] for column in columns])).encode())
        found = connection.execute(
            f"select count(*), sha256(string_agg(sha256(t::varchar), '' order by rowid))"
            f" from {table} as t"
        ).fetchone()
        assert found is not None  # an aggregate always has a row
        rows[name] = int(found[0])
        digest.update(str(found[1]).encode())
    publish_id = digest.hexdigest()[:16]
    for name in names:
        for column, kind, value in (
            ("publish_id", "varchar", f"'{publish_id}'"),
            ("schema_version", "integer", str(SCHEMA_VERSION)),
        ):
            connection.execute(
                f"alter table {_identifier(name)} add column {column} {kind} default {value}"
            )
    return rows, publish_id


def publish(
    state: StatePaths,
    candidate: Candidate,
    audit: AuditVerdict,
    *,
    allow_drop: bool = False,
    published_at: str | None = None,
    keep: int = KEPT_VERSIONS,
) -> bool:
    """Make an audited candidate the current version; return False if it already is.

    ``published_at`` is the UTC time to note in the history (default: now), ``keep`` the number of
    versions that stay for rollback. Raises PublishRefused when the audit failed or was of another
    candidate, when a table would lose more than 40% of its rows without ``allow_drop``, or when
    these very rows were rolled back.
    """
    repair(state)
    _check(state, candidate, audit, allow_drop)
    is_new = current(state) != candidate.publish_id
    if is_new:
        _write_version(state, candidate)
        _move_current(state, candidate.publish_id)
        _refresh_database(state)
        _note(state, "publish", candidate.publish_id, published_at, audit.counts)
    prune(state, keep)
    return is_new


def _check(state: StatePaths, candidate: Candidate, audit: AuditVerdict, allow_drop: bool) -> None:
    if not audit.success:
        raise PublishRefused("the audit failed")
    if audit.publish_id != candidate.publish_id:
        raise PublishRefused(
            f"the audit was of {audit.publish_id}, the candidate is {candidate.publish_id}"
        )
    now = current(state)
    if now is None or now == candidate.publish_id or allow_drop:
        return
    if candidate.publish_id in _withdrawn(state):
        raise PublishRefused(
            f"{candidate.publish_id} was rolled back; nothing has changed since (override it"
            " with --allow-drop, or correct the input)"
        )
    before = _manifest(state, now)["rows"]
    drops = [
        f"{table} from {rows} to {candidate.rows.get(table, 0)} rows"
        for table, rows in before.items()
        if candidate.rows.get(table, 0) < rows * (1 - LARGEST_DROP)
    ]
    if drops:
        raise PublishRefused(
            f"more than {LARGEST_DROP:.0%} of the rows would go: {'; '.join(drops)}"
            " (allow it with --allow-drop)"
        )


def _write_version(state: StatePaths, candidate: Candidate) -> None:
    """Write a version whole and durable under its own name; the same id is the same content."""
    folder = _versions(state) / candidate.publish_id
    if folder.is_dir():
        return
    partial = _partial(folder)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    export_parquet(candidate.path, partial)
    shutil.copyfile(candidate.path, partial / DATABASE)
    manifest = {
        "publish_id": candidate.publish_id,
        "schema_version": SCHEMA_VERSION,
        "rows": dict(candidate.rows),
    }
    (partial / _MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    for file in sorted(partial.iterdir()):
        _sync(file)
    _sync(partial)
    os.replace(partial, folder)
    _sync(folder.parent)


def export_parquet(database: Path, folder: Path) -> None:
    """Write every table of a DuckDB file as ``<table>.parquet``; equal rows give equal bytes."""
    with duckdb.connect(str(database), read_only=True) as connection:
        # One thread: the row groups then depend on the rows alone.
        connection.execute("set threads = 1")
        tables = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        for (name,) in tables:
            target = _literal(folder / f"{name}.parquet")
            connection.execute(
                f"copy (from {_identifier(name)}) to {target}"
                " (format parquet, compression zstd, row_group_size 122880)"
            )


def current(state: StatePaths) -> str | None:
    """Return the publish_id that CURRENT names, or None before the first publication."""
    try:
        return (state.published / _CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def current_parquet(state: StatePaths) -> Path | None:
    """Return the folder of the current version's Parquet files, or None."""
    publish_id = current(state)
    return None if publish_id is None else _versions(state) / publish_id


def rollback(
    state: StatePaths, publish_id: str | None = None, *, published_at: str | None = None
) -> str:
    """Make a kept version current again and return its id.

    Without an id it is the version that was current before. The version left behind counts as
    withdrawn: it does not come back by itself. Raises PublishRefused when there is no such version.
    """
    repair(state)
    now = current(state)
    target = _before(state, now) if publish_id is None else publish_id
    if target is None:
        raise PublishRefused("there is no earlier version to go back to")
    if not (_versions(state) / target / _MANIFEST).is_file():
        raise PublishRefused(f"version {target} is not kept; see wirebook history")
    if target == now:
        raise PublishRefused(f"version {target} is the current one")
    _move_current(state, target)
    _refresh_database(state)
    _note(state, "rollback", target, published_at, {})
    return target


def _before(state: StatePaths, now: str | None) -> str | None:
    """The version published last before the current one, rollbacks aside."""
    published = [n["publish_id"] for n in _notes(state) if n["action"] == "publish"]
    if now not in published:
        return None
    earlier = published[: published.index(now)]
    kept = [p for p in earlier if (_versions(state) / p / _MANIFEST).is_file()]
    return kept[-1] if kept else None


def history(state: StatePaths) -> list[Version]:
    """Return the kept versions, the newest first, with their row counts and checks."""
    now = current(state)
    last = {note["publish_id"]: note for note in _notes(state)}
    checks = {n["publish_id"]: n["checks"] for n in _notes(state) if n["action"] == "publish"}
    order = {publish_id: place for place, publish_id in enumerate(last)}
    versions = []
    for folder in _versions(state).glob("*/"):
        publish_id = folder.name
        if not (folder / _MANIFEST).is_file():
            continue
        note = last.get(publish_id, {})
        versions.append(
            Version(
                publish_id=publish_id,
                is_current=publish_id == now,
                published_at=note.get("at"),
                action=note.get("action"),
                rows=_manifest(state, publish_id)["rows"],
                checks=checks.get(publish_id, {}),
            )
        )
    return sorted(versions, key=lambda v: (order.get(v.publish_id, -1), v.publish_id), reverse=True)


def repair(state: StatePaths) -> None:
    """Finish or forget what a crash left: half-written files go, the DuckDB file follows CURRENT.

    Cheap when nothing is wrong; every run calls it first. Raises PublishRefused when CURRENT names
    a version that is not there.
    """
    state.published.mkdir(parents=True, exist_ok=True)
    for folder in (state.published, _versions(state)):
        for leftover in folder.glob(".*.partial"):
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
    now = current(state)
    if now is None:
        return
    if not (_versions(state) / now / _MANIFEST).is_file():
        raise PublishRefused(f"CURRENT names {now}, which is not in versions/: roll back")
    if stamp(state.published / DATABASE) != now:
        _refresh_database(state)
    if now not in {note["publish_id"] for note in _notes(state)}:
        _note(state, "publish", now, None, {})


def prune(state: StatePaths, keep: int) -> list[str]:
    """Remove all but the newest ``keep`` versions, never the current; return the removed ids."""
    removed = []
    for version in history(state)[max(keep, 1) :]:
        if not version.is_current:
            folder = _versions(state) / version.publish_id
            gone = _partial(folder)
            os.replace(folder, gone)  # out of sight first: half a version has no name
            shutil.rmtree(gone)
            removed.append(version.publish_id)
    return removed


def stamp(database: Path) -> str | None:
    """Return the publish_id of a published DuckDB file, or None if it is missing or broken."""
    if not database.is_file():
        return None
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            for (name,) in tables:
                found = connection.execute(
                    f"select publish_id from {_identifier(name)} limit 1"
                ).fetchone()
                if found is not None:
                    return str(found[0])
    except duckdb.Error:
        return None
    return None


def _move_current(state: StatePaths, publish_id: str) -> None:
    """The commit: before it readers get the old version, after it the new."""

    def write(path: Path) -> None:
        path.write_text(publish_id + "\n", encoding="utf-8")

    _replace(state.published / _CURRENT, write)


def _refresh_database(state: StatePaths) -> None:
    publish_id = current(state)
    assert publish_id is not None  # the callers have just moved or read it
    source = _versions(state) / publish_id / DATABASE
    _replace(state.published / DATABASE, lambda path: shutil.copyfile(source, path))


def _replace(target: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its target and give it the name in one step, durably."""
    partial = _partial(target)
    write(partial)
    _sync(partial)
    os.replace(partial, target)
    _sync(target.parent)


def _note(
    state: StatePaths, action: str, publish_id: str, at: str | None, checks: Mapping[str, int]
) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds") if at is None else at
    note = {"at": at, "action": action, "publish_id": publish_id, "checks": dict(checks)}
    lines = [*_notes(state), note]
    text = "".join(json.dumps(line) + "\n" for line in lines)
    _replace(_history(state), lambda path: path.write_text(text, encoding="utf-8"))


def _notes(state: StatePaths) -> list[dict[str, Any]]:
    try:
        text = _history(state).read_text(encoding="utf-8")
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in text.splitlines()]


def _withdrawn(state: StatePaths) -> set[str]:
    """The versions that a rollback left and nobody has gone back to."""
    withdrawn: set[str] = set()
    now: str | None = None
    for note in _notes(state):
        if note["action"] == "rollback" and now is not None:
            withdrawn.add(now)
        now = note["publish_id"]
        withdrawn.discard(note["publish_id"])
    return withdrawn


def _manifest(state: StatePaths, publish_id: str) -> dict[str, Any]:
    path = _versions(state) / publish_id / _MANIFEST
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    _replace(path, lambda partial: partial.write_text(json.dumps(value) + "\n", encoding="utf-8"))


def _versions(state: StatePaths) -> Path:
    return state.published / "versions"


def _history(state: StatePaths) -> Path:
    return state.published / "history.jsonl"


def _description(candidate: Path) -> Path:
    return candidate.with_suffix(".json")


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _identifier(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def as_rows(versions: list[Version]) -> list[dict[str, Any]]:
    """Return versions as plain rows for a table or JSON."""
    return [asdict(version) for version in versions]
