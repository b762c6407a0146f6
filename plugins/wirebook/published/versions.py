"""From an audited candidate to what consumers open, and back.

::

    published/CURRENT                      one line, the publish_id: moving it is the commit
    published/versions/<publish_id>/       <table>.parquet, wirebook.duckdb, manifest.json
    published/wirebook.duckdb              a copy of the current version's file
    published/history.jsonl                what was published and rolled back, and when

Nothing is ever changed in place. A version, and the copy of its DuckDB file, are complete on the
disk before CURRENT names it; that copy takes its public name after that, and :func:`repair` puts it
right from CURRENT if a crash fell between. A process that holds the old DuckDB file open keeps
seeing the old data.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb

from wirebook import duckdb_files, whole_files
from wirebook.archive import erased
from wirebook.published import certificate
from wirebook.published.candidate import SCHEMA_VERSION, Candidate, PublishRefused
from wirebook.published.current import CURRENT, current, versions_dir
from wirebook.quoting import identifier, literal
from wirebook.settings import StatePaths, published_mode

KEPT_VERSIONS = 14
# A partial load that would replace good data (docs/rules.md, 2).
LARGEST_DROP = 0.40

DATABASE = "wirebook.duckdb"
HISTORY = "history.jsonl"
_MANIFEST = certificate.MANIFEST


class AuditVerdict(Protocol):
    """What publishing needs to know of an audit."""

    @property
    def success(self) -> bool: ...

    @property
    def publish_id(self) -> str: ...

    @property
    def counts(self) -> Mapping[str, int]: ...


@dataclass(frozen=True, slots=True)
class Version:
    """One kept version, newest first in :func:`history`."""

    publish_id: str
    is_current: bool
    published_at: str | None
    action: str | None
    rows: Mapping[str, int]
    checks: Mapping[str, int]


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
    candidate, when a table would lose more than 40% of its rows without ``allow_drop``, when these
    very rows were rolled back, or when the candidate is not the file that was made.
    """
    repair(state)
    _check(state, candidate, audit, allow_drop)
    is_new = current(state) != candidate.publish_id
    if is_new:
        _write_version(state, candidate, audit)
        _commit(state, candidate.publish_id)
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
    if candidate.sha256 and whole_files.digest(candidate.path) != candidate.sha256:
        raise PublishRefused(f"{candidate.path.name} was changed after it was made: build it again")
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


def _write_version(
    state: StatePaths,
    candidate: Candidate,
    audit: AuditVerdict,
    more: Mapping[str, str] | None = None,
) -> None:
    """Write a version whole and durable under its own name, with its certificate.

    The same id is the same content: one that is kept and whole stays, a damaged one is replaced.
    """
    folder = versions_dir(state) / candidate.publish_id
    if folder.is_dir() and not certificate.damage(folder):
        return
    with whole_files.replacing_folder(folder, published_mode()) as partial:
        export_parquet(candidate.path, partial)
        shutil.copyfile(candidate.path, partial / DATABASE)
        manifest = {
            "publish_id": candidate.publish_id,
            "schema_version": SCHEMA_VERSION,
            "rows": dict(candidate.rows),
            "files": certificate.of_files(partial),
            "checks": dict(audit.counts),
            **candidate.grounds,
            **(more or {}),
        }
        (partial / _MANIFEST).write_bytes(certificate.sealed(manifest))


def export_parquet(database: Path, folder: Path) -> None:
    """Write every table of a DuckDB file as ``<table>.parquet``; equal rows give equal bytes.

    What a table and its columns mean is in the file's own metadata: ``description``, and one
    ``column:<name>`` each.
    """
    # One thread: the row groups then depend on the rows alone.
    with duckdb_files.work(database, folders=[folder], read_only=True, threads=1) as connection:
        tables = connection.execute("select table_name from duckdb_tables() order by 1").fetchall()
        for (name,) in tables:
            target = literal(folder / f"{name}.parquet")
            meaning = [f"{identifier(k)}: {literal(v)}" for k, v in _meaning(connection, name)]
            told = f", kv_metadata {{{', '.join(meaning)}}}" if meaning else ""
            connection.execute(
                f"copy (from {identifier(name)}) to {target}"
                f" (format parquet, compression zstd, row_group_size 122880{told})"
            )


def _meaning(connection: duckdb.DuckDBPyConnection, table: str) -> Iterator[tuple[str, str]]:
    """Yield the comment of a table and those of its columns, by the names they have in Parquet."""
    (comment,) = connection.execute(
        "select comment from duckdb_tables() where table_name = ?", [table]
    ).fetchone() or (None,)
    if comment:
        yield "description", comment
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where table_name = ?", [table]
    ).fetchall()
    yield from ((f"column:{name}", comment) for name, comment in columns if comment)


def keep_successor(
    state: StatePaths, candidate: Candidate, audit: AuditVerdict, replaces: str
) -> None:
    """Write a version that is to take another one's place, which it names; nobody sees it yet."""
    _write_version(state, candidate, audit, {"replaces": replaces})


def replace(state: StatePaths, successors: Mapping[str, str | None]) -> None:
    """Let kept versions be succeeded by others, old id to new; those without one are forgotten.

    The successors are kept already. The pointer moves first, then the history tells them in their
    predecessors' places; the predecessors' files stay, to be removed by :func:`discard`. It can be
    repeated. Raises PublishRefused when the current version would have no successor.
    """
    if not successors:
        return
    now = current(state)
    if now is not None and now in successors:
        successor = successors[now]
        if successor is None:
            raise PublishRefused(f"version {now} is the current one and has no successor")
        _commit(state, successor)
        now = current(state)
    told = []
    for note in _notes(state):
        publish_id = note["publish_id"]
        successor = successors.get(publish_id, publish_id)
        if successor is not None:
            named = {} if successor == publish_id else {"replaces": publish_id}
            told.append({**note, "publish_id": successor, **named})
    _write_notes(state, told)
    if now is not None and now in successors.values() and not is_as_certified(state, now):
        _refresh_database(state)


def discard(state: StatePaths, publish_ids: Iterable[str]) -> None:
    """Remove the files of versions that others have succeeded, never the current one's."""
    for publish_id in publish_ids:
        if publish_id != current(state):
            whole_files.remove_folder(versions_dir(state) / publish_id)


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
    if not (versions_dir(state) / target / _MANIFEST).is_file():
        raise PublishRefused(f"version {target} is not kept; see wirebook history")
    if target == now:
        raise PublishRefused(f"version {target} is the current one")
    _refuse_damaged(state, target)
    _commit(state, target)
    _note(state, "rollback", target, published_at, {})
    return target


def _refuse_damaged(state: StatePaths, publish_id: str) -> None:
    wrong = certificate.damage(versions_dir(state) / publish_id)
    if wrong:
        raise PublishRefused(f"version {publish_id} is damaged: {'; '.join(wrong)}")


def _before(state: StatePaths, now: str | None) -> str | None:
    """The version published last before the current one, rollbacks aside."""
    published = [n["publish_id"] for n in _notes(state) if n["action"] == "publish"]
    if now not in published:
        return None
    earlier = published[: published.index(now)]
    kept = [p for p in earlier if (versions_dir(state) / p / _MANIFEST).is_file()]
    return kept[-1] if kept else None


def followed(state: StatePaths, publish_id: str) -> str | None:
    """Return the version that was current when this one was first published, None if none was."""
    now: str | None = None
    for note in _notes(state):
        if note["publish_id"] == publish_id:
            return now
        now = note["publish_id"]
    return now


def history(state: StatePaths) -> list[Version]:
    """Return the kept versions, the newest first, with their row counts and checks."""
    now = current(state)
    last = {note["publish_id"]: note for note in _notes(state)}
    checks = {n["publish_id"]: n["checks"] for n in _notes(state) if n["action"] == "publish"}
    order = {publish_id: place for place, publish_id in enumerate(last)}
    versions = []
    for folder in versions_dir(state).glob("*/"):
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


def unrevoked(state: StatePaths) -> list[str]:
    """Return the kept versions that no rollback left behind, the oldest first."""
    gone = _withdrawn(state)
    return [v.publish_id for v in reversed(history(state)) if v.publish_id not in gone]


def repair(state: StatePaths) -> None:
    """Finish or forget what a crash left, and heal what was damaged from what is whole.

    Half-written files go, CURRENT follows the history where it names nothing, the current version's
    files are what was certified, and the DuckDB file follows CURRENT. Every run calls it first.
    Raises PublishRefused, with the paths, when something cannot be healed, and while an erasure
    that was interrupted waits to be finished.
    """
    if erased.intent(state) is not None:
        raise PublishRefused("an erasure was interrupted: finish it with wirebook erase --resume")
    state.ensure_published()
    for folder in (state.published, versions_dir(state)):
        whole_files.remove_leftovers(folder)
    now = _healed_current(state)
    if now is None:
        return
    heal(state, now)
    _refuse_damaged(state, now)
    if not is_as_certified(state, now):
        _refresh_database(state)
    if now not in {note["publish_id"] for note in _notes(state)}:
        _note(state, "publish", now, None, {})


def _healed_current(state: StatePaths) -> str | None:
    """Return what CURRENT names; where that is no kept version, what the history noted last."""
    now = current(state)
    if now is not None and _is_kept(state, now):
        return now
    last = next((note["publish_id"] for note in reversed(_notes(state))), None)
    if last is not None and last != now and _is_kept(state, last):
        _move_current(state, last)
        return str(last)
    if now is None and last is None:
        return None
    raise PublishRefused(
        f"{state.published / CURRENT} names {now}, which is not in versions/: roll back"
    )


def _is_kept(state: StatePaths, publish_id: str) -> bool:
    folder = versions_dir(state) / publish_id
    return folder.parent == versions_dir(state) and (folder / _MANIFEST).is_file()


def is_as_certified(state: StatePaths, publish_id: str) -> bool:
    """Tell whether the DuckDB file that consumers open is the version's own."""
    public = state.published / DATABASE
    if not public.is_file():
        return False
    certified = certificate.certified(versions_dir(state) / publish_id).get(DATABASE)
    if certified is None:
        return stamp(public) == publish_id
    return whole_files.digest(public) == certified


def heal(state: StatePaths, publish_id: str) -> None:
    """Put a version's files right from each other: equal rows give equal bytes.

    The DuckDB file comes back from the public copy, Parquet files from a whole DuckDB file. What
    cannot be healed stays as it is.
    """
    folder = versions_dir(state) / publish_id
    if not certificate.damage(folder):
        return
    try:
        certified = certificate.certified(folder)
    except ValueError:
        return
    own, public = folder / DATABASE, state.published / DATABASE
    whole = [
        path
        for path in (own, public)
        if path.is_file() and whole_files.digest(path) == certified.get(DATABASE)
    ]
    if not whole:
        return
    fresh = folder.with_name(f".{folder.name}.healed.partial")
    with whole_files.replacing_folder(fresh, published_mode()) as partial:
        export_parquet(whole[0], partial)
        shutil.copyfile(whole[0], partial / DATABASE)
    for name in certificate.of_files(folder).keys() - certified.keys():
        (folder / name).unlink()
    for name in sorted(certified):
        if (fresh / name).is_file():
            os.replace(fresh / name, folder / name)
    whole_files.remove_folder(fresh)


def prune(state: StatePaths, keep: int) -> list[str]:
    """Remove all but the newest ``keep`` versions, never the current; return the removed ids."""
    removed = []
    for version in history(state)[max(keep, 1) :]:
        if not version.is_current:
            whole_files.remove_folder(versions_dir(state) / version.publish_id)
            removed.append(version.publish_id)
    return removed


def stamp(database: Path) -> str | None:
    """Return the publish_id of a published DuckDB file, or None if it is missing or broken."""
    if not database.is_file():
        return None
    try:
        with duckdb_files.read(database) as connection:
            tables = connection.execute("select table_name from duckdb_tables()").fetchall()
            for (name,) in tables:
                found = connection.execute(
                    f"select publish_id from {identifier(name)} limit 1"
                ).fetchone()
                if found is not None:
                    return str(found[0])
    except duckdb.Error:
        return None
    return None


def _commit(state: StatePaths, publish_id: str) -> None:
    """Make a version current, for readers of Parquet and of the DuckDB file.

    The copy of that file is on the disk before CURRENT moves, and only takes its name afterwards:
    on a full disk nothing moves.
    """
    with whole_files.replacing(state.published / DATABASE, published_mode()) as partial:
        shutil.copyfile(versions_dir(state) / publish_id / DATABASE, partial)
        whole_files.sync(partial)
        _move_current(state, publish_id)


def _move_current(state: StatePaths, publish_id: str) -> None:
    """The commit: before it readers get the old version, after it the new."""
    whole_files.write_text(state.published / CURRENT, publish_id + "\n", published_mode())


def _refresh_database(state: StatePaths) -> None:
    publish_id = current(state)
    assert publish_id is not None  # the callers have just moved or read it
    source = versions_dir(state) / publish_id / DATABASE
    with whole_files.replacing(state.published / DATABASE, published_mode()) as partial:
        shutil.copyfile(source, partial)


def _note(
    state: StatePaths, action: str, publish_id: str, at: str | None, checks: Mapping[str, int]
) -> None:
    at = datetime.now(UTC).isoformat(timespec="seconds") if at is None else at
    note = {"at": at, "action": action, "publish_id": publish_id, "checks": dict(checks)}
    _write_notes(state, [*_notes(state), note])


def _write_notes(state: StatePaths, lines: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(line) + "\n" for line in lines)
    whole_files.write_text(_history(state), text, published_mode())


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
    path = versions_dir(state) / publish_id / _MANIFEST
    manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return manifest


def _history(state: StatePaths) -> Path:
    return state.published / HISTORY
