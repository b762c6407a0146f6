"""The erasure itself: versions first, then what they were made from, each step whole or not at all.

::

    ERASING              what is to go is noted; no run publishes until it is gone
    published/           successors of every version that holds it are written, verified and, in one
                         move of CURRENT each, take the place of their predecessors, which go
    build, ops, logs     the last build goes, rows and lines that name it lose the name
    archive              holes in place of its records, indexes made anew
    landing              its rows go
    erased.jsonl         what was done, without the content; ERASING goes

Every step finds its work anew, so a run that was killed is repeated from the start and does what is
left. Consumers see a version with the article or one without it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from wirebook import duckdb_files
from wirebook.archive import erased, holes
from wirebook.archive.days import rebuild_index
from wirebook.archive.erased import Erasure
from wirebook.audit import verified
from wirebook.erasure import traces
from wirebook.erasure.rewriting import Without, stand_ins
from wirebook.erasure.subject import NotKept, Subject, find, listings, parts
from wirebook.landing.parts import read_part, write_part
from wirebook.operations import tables
from wirebook.published import certificate, versions
from wirebook.published.candidate import stamped
from wirebook.published.current import current, versions_dir
from wirebook.settings import StatePaths
from wirebook.verify.report import Report

# How often facts that no longer agree are withdrawn as well before a version is given up.
_ROUNDS = 8
FACTS = "fct_money_facts.parquet"


@dataclass(frozen=True, slots=True)
class _Verified:
    """The verdict on a rewritten version: what worked it out anew."""

    publish_id: str
    counts: Mapping[str, int]
    success: bool = True


def begin(state: StatePaths, asked: str, why: str) -> None:
    """Note what is to be erased. Raises NotKept where nothing is, or it may be several articles."""
    if erased.intent(state) is not None:
        raise NotKept("an erasure was interrupted: finish it first, wirebook erase --resume")
    erased.begin(state, find(state, asked, why).as_json())


def finish(state: StatePaths, say: Callable[[str], None]) -> Erasure:
    """Erase what was noted, all of it or what an interrupted run left; return what was done.

    ``say`` takes a line a step. Raises NotKept when nothing was noted.
    """
    noted = erased.intent(state)
    if noted is None:
        raise NotKept("no erasure was interrupted")
    subject = Subject.from_json(noted)
    successors: dict[str, str | None] = dict(noted.get("versions", {}))
    successors |= _rewrite_versions(state, subject, successors, say)
    # Noted before a predecessor goes: a repeated run no longer finds it.
    erased.begin(state, {**subject.as_json(), "versions": successors})
    versions.replace(state, successors)
    say(f"{len(successors)} versions have successors without it")
    traces.remove(state, subject)
    done = Erasure(
        erased_at=datetime.now(UTC).isoformat(timespec="seconds"),
        why=subject.why,
        article_ids=subject.article_ids,
        targets=subject.targets,
        versions=successors,
        records=_punch(state, subject),
        rows=_take_rows(state, subject),
    )
    tables.publish(state)
    erased.add(state, done)
    return done


def forget(state: StatePaths, done: Erasure) -> None:
    """Remove the files of the versions that were replaced, and the note of what was to go."""
    versions.discard(state, done.versions)
    erased.end(state)


def _rewrite_versions(
    state: StatePaths, subject: Subject, done: Collection[str], say: Callable[[str], None]
) -> dict[str, str | None]:
    """Write a successor of every kept version that holds the article, the oldest first."""
    successors: dict[str, str | None] = {}
    kept = [v.publish_id for v in reversed(versions.history(state)) if v.publish_id not in done]
    without = Without(subject, _stand_ins(state, kept, subject))
    for publish_id in kept:
        folder = versions_dir(state) / publish_id
        if not _holds(folder / versions.DATABASE, subject, without.versions):
            continue
        before = versions.followed(state, publish_id)
        before = successors.get(str(before), before)
        was = None if before is None else versions_dir(state) / before
        is_needed = publish_id == current(state)
        successor, fault = _without(state, without, folder, was, is_needed=is_needed)
        told = "is removed" if successor is None else f"becomes {successor}"
        say(f"{publish_id} {told}" + ("" if fault is None else f": {fault}"))
        successors[publish_id] = successor
    return successors


def _without(
    state: StatePaths, without: Without, folder: Path, before: Path | None, *, is_needed: bool
) -> tuple[str | None, str | None]:
    """Write and keep a version without the article; return its id and what does not agree in it.

    A fact that verifying finds at fault is withdrawn too, and it is tried again. What does not
    agree in the end is kept only if it is needed, as the current version is until the next build.
    """
    also: set[str] = set()
    grounds = certificate.grounds(folder)
    facts = None if before is None or not (before / FACTS).is_file() else before / FACTS
    with tempfile.TemporaryDirectory(prefix=".erasing-", dir=state.home) as temporary:
        work = Path(temporary)
        for _ in range(_ROUNDS):
            without.write(folder / versions.DATABASE, facts, work / "rows.duckdb", also)
            candidate = stamped(state, work / "rows.duckdb", work / versions.DATABASE, grounds)
            report = verified.derive(state, candidate.path, before)
            more = set(_facts_at_fault(candidate.path, report)) - also
            if report.success or not more:
                break
            also |= more
        if report.success or is_needed:
            blocked = sum(rule.differences > 0 for rule in report.rules.values())
            counts = {"passed": len(report.rules) - blocked, "blocked": blocked}
            verdict = _Verified(candidate.publish_id, counts)
            versions.keep_successor(state, candidate, verdict, replaces=folder.name)
            return candidate.publish_id, _first(report)
    return None, _first(report)


def _facts_at_fault(database: Path, report: Report) -> Iterator[str]:
    keys = [rule.key for rule in report.rules.values() if rule.differences]
    with duckdb_files.read(database) as connection:
        for key in keys:
            yield from (
                row[0]
                for row in connection.execute(
                    "select fact_id from fct_money_facts where fact_id = $k or fact_version_id = $k"
                    " union select fact_id from fct_money_claims"
                    " where claim_id = $k and fact_id is not null",
                    {"k": key},
                ).fetchall()
            )


def _first(report: Report) -> str | None:
    faults = [rule for rule in report.rules.values() if rule.differences]
    return f"{faults[0].name}: {faults[0].what} at {faults[0].key}" if faults else None


def _stand_ins(state: StatePaths, kept: list[str], subject: Subject) -> dict[str, str | None]:
    """Return what stands in the place of each own name, as the newest version that has it says."""
    found: dict[str, str | None] = {}
    for publish_id in kept:
        with duckdb_files.read(versions_dir(state) / publish_id / versions.DATABASE) as connection:
            try:
                found |= {k: v for k, v in stand_ins(connection, subject).items() if v}
            except duckdb.CatalogException:
                continue
    return found


def _holds(database: Path, subject: Subject, gone: set[str]) -> bool:
    """Tell whether a version has rows of the article, or of facts that were withdrawn before it."""
    with duckdb_files.read(database) as connection:
        found = connection.execute(
            "select 1 from fct_articles where list_contains($articles, article_id)"
            " union all select 1 from fct_money_facts where list_contains($gone, fact_version_id)"
            " union all select 1 from bridge_entity_names"
            " where list_contains($own, lower(trim(name))) limit 1",
            {
                "articles": list(subject.article_ids),
                "gone": sorted(gone),
                "own": list(subject.own_names),
            },
        ).fetchone()
    return found is not None


def _punch(state: StatePaths, subject: Subject) -> int:
    """Take the article's records, and lists that name it, out of the archive."""
    record_ids = {*subject.record_ids, *(s.warc_record_id for s in listings(state, subject))}
    sources = {source for source, _ in subject.places}
    total = 0
    for folder in sorted(state.archive.glob("*/*/")):
        if folder.parent.name not in sources:
            continue
        date = f"{folder.name}T00:00:00Z"
        gone = sum(holes.punch(p, record_ids, date) for p in sorted(folder.glob("*.warc.gz")))
        # Also where nothing went: a killed run may have left the index as it was.
        rebuild_index(folder)
        total += gone
    return total


def _take_rows(state: StatePaths, subject: Subject) -> int:
    """Write every part of the landing that has rows of the article anew, without them."""
    ours = set(subject.article_ids)
    total = 0
    for part in parts(state):
        held = sum(row["article_id"] in ours for row in read_part(part))
        if held:
            write_part(part, (row for row in read_part(part) if row["article_id"] not in ours))
        total += held
    return total
