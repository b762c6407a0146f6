"""From the landing to what consumers see: build, audit, publish. The only way through the gate.

The pages for people follow a publication; they never hold it back (docs/decisions/0041).

The tasks of ``publish_marts`` and the commands call these; so a candidate that one of them refuses
is refused by all, and every audit leaves its check results and its verdict behind.
"""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wirebook import settings, whole_files
from wirebook.quoting import printable_lines, without_contacts
from wirebook.settings import StatePaths
from wirebook.sources import SourcesFile

if TYPE_CHECKING:
    from wirebook.published.postgres import Exported

_VERDICT = "audit.json"
_log = logging.getLogger(__name__)


class AuditFailed(Exception):
    """The candidate may not be published; the message names the rules that it broke."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What publishing and alerting need to know of an audit that another process made."""

    run_id: str
    success: bool
    publish_id: str
    counts: dict[str, int]
    summary: str
    candidate_sha256: str = ""

    @classmethod
    def last(cls, state: StatePaths) -> Verdict | None:
        """Return the verdict of the last audit, None before the first."""
        try:
            return cls(**json.loads((state.build / _VERDICT).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None


def build(state: StatePaths, run_id: str) -> Path:
    """Bring the warehouse up to the landing; return the path of the candidate marts.

    Rows that may not be published by themselves are set aside on the way (the ops file names
    them). Raises BuildError, PublishRefused where CURRENT names a version that is gone, and
    DamagedError where a part of the landing is not what was written.
    """
    from wirebook.archive.days import fetched_until
    from wirebook.audit import set_aside
    from wirebook.audit.suites import load_suites
    from wirebook.landing import parts
    from wirebook.operations import tables
    from wirebook.published import certificate, versions
    from wirebook.published.candidate import make_candidate
    from wirebook.warehouse import build as warehouse

    versions.repair(state)
    parts.check(state.landing)
    parts.bring_up_to_date(state.landing)
    # Beliefs are dated by the newest interval that was fetched, never by the clock.
    run_at = fetched_until(state)
    if run_at is None:
        raise warehouse.BuildError("nothing was fetched yet: run ingest_news first")
    if not parts.holds_rows(state.landing):
        raise warehouse.BuildError(f"no article has landed yet: {_why_nothing(state)}")
    inputs = certificate.of_inputs(state)
    build_file = warehouse.build(state, run_at)
    aside = set_aside.set_aside(build_file, load_suites(settings.suites_dir()), run_at)
    tables.record(state, "quarantine", aside, run_id=run_id, task="build")
    grounds = {
        "inputs": inputs,
        "packages": certificate.of_packages(),
        "built_for": run_at.isoformat(),
        "steps": warehouse.row_counts(build_file) | {"set_aside": len(aside)},
    }
    return make_candidate(state, build_file, grounds).path


def _why_nothing(state: StatePaths) -> str:
    """Return what became of the attempts of a state in which nothing landed, and a first cause."""
    from wirebook.operations import tables

    rows = tables.read(state, "fct_fetch_outcomes", "status not in ('reread', 'listed')")
    counts = Counter(row["status"] for row in rows)
    if not counts:
        return "the sources list nothing"
    told = ", ".join(f"{number} {status}" for status, number in sorted(counts.items()))
    first = next((row for row in rows if row["reason"]), None)
    why = "" if first is None else f"; the first, of {first['source']}: {first['reason']}"
    return f"{told}{why}"


def audit(state: StatePaths, sources: SourcesFile, run_id: str) -> Verdict:
    """Run every suite on the candidate of the last build; record what each check found.

    The sources' own minima raise the row floor of the articles. Raises AuditFailed when a check
    blocks, and FileNotFoundError when there is no candidate.
    """
    from wirebook.audit import gate
    from wirebook.operations import progress, tables
    from wirebook.published.candidate import load_candidate

    candidate = load_candidate(state)
    floors = {"fct_articles": sum(source.min_articles for source in sources.sources)}
    docs = state.published / "docs"
    with progress.whole("audit"):
        result = gate.audit(candidate.path, settings.suites_dir(), docs, floors=floors, state=state)
    tables.record(state, "fct_check_results", result.rows(), run_id=run_id, task="audit")
    verdict = Verdict(
        run_id,
        result.success,
        result.publish_id,
        result.counts,
        result.summary(),
        candidate.sha256,
    )
    whole_files.write_json(state.build / _VERDICT, asdict(verdict))
    if not verdict.success:
        raise AuditFailed(verdict.summary)
    return verdict


def publish(
    state: StatePaths, sources: SourcesFile, *, allow_drop: bool = False
) -> tuple[str, bool]:
    """Make the audited candidate the current version, and keep as many as the sources file says.

    Returns its publish_id and whether it was not the current one before. Raises PublishRefused
    when the candidate was not audited or may not be published, FileNotFoundError without one.
    """
    from wirebook.operations import progress
    from wirebook.published import versions
    from wirebook.published.candidate import PublishRefused, load_candidate

    candidate = load_candidate(state)
    verdict = Verdict.last(state)
    if verdict is None:
        raise PublishRefused("the candidate was not audited")
    if verdict.candidate_sha256 != candidate.sha256:
        raise PublishRefused("the audit was of another candidate file: audit it again")
    keep = sources.keep.versions
    with progress.whole("publish"):
        is_new = versions.publish(state, candidate, verdict, allow_drop=allow_drop, keep=keep)
        make_site(state)
    return candidate.publish_id, is_new


def make_site(state: StatePaths) -> Path | None:
    """Make the pages of the current version; return the first, None where they cannot be made.

    What is wrong is logged, and seen by whoever opens the folder: no site is better than a site of
    another version.
    """
    from wirebook.site import build as site

    try:
        return site.build(state)
    except site.SiteError as error:
        _log.error("%s; the marts are published", without_contacts(printable_lines(str(error))))
        site.withdraw(state)
        return None


def export_postgres(state: StatePaths, sources: SourcesFile, address: str) -> Exported:
    """Make the current version a schema of a Postgres database, beside as many older ones as the
    sources file keeps. Keys are those of the suites, references those of the contracts: the audit
    has seen that they hold. Raises NothingPublished and PostgresError.
    """
    from wirebook.audit.suites import load_suites
    from wirebook.published import postgres
    from wirebook.warehouse.contracts import contracts

    keys = {suite.table: suite.key for suite in load_suites(settings.suites_dir())}
    shapes = {
        table: postgres.Shape(keys.get(table, ()), contract.required, contract.references)
        for table, contract in contracts().items()
    }
    return postgres.export(state, address, shapes, sources.keep.versions)
