"""The second derivation (:mod:`wirebook.verify`) as checks of the gate, and of any version."""

from __future__ import annotations

from pathlib import Path

from wirebook import settings
from wirebook.audit.results import CheckResult
from wirebook.published.current import current_parquet
from wirebook.settings import StatePaths
from wirebook.verify import verify as derivation
from wirebook.verify.report import RULES, Report


def check(state: StatePaths, candidate: Path) -> list[CheckResult]:
    """Work out a candidate anew; return one result a rule, every one of which blocks."""
    return results(derive(state, candidate, current_parquet(state), is_candidate=True))


def derive(
    state: StatePaths,
    database: Path,
    before: Path | None,
    *,
    is_candidate: bool = False,
    most: int | None = derivation.MOST_BY_HAND,
) -> Report:
    """Work out a version anew from what the state keeps; ``before`` is the version it followed."""
    grounds = derivation.Grounds(
        state.archive, state.landing, settings.seeds_dir(), state.ops, before
    )
    with derivation.opened(database, grounds) as connection:
        return derivation.verify(connection, grounds, is_candidate=is_candidate, most=most)


def results(report: Report) -> list[CheckResult]:
    """Return the rules of a report as results of an audit."""
    return [
        CheckResult(
            table=RULES[rule.name][1] or "publish_id",
            check=f"verify_{rule.name}",
            rule=rule.number,
            severity="B",
            why=RULES[rule.name][2] + ("" if rule.what is None else f" First: {rule.what}."),
            success=not rule.differences,
            rows_evaluated=rule.rows,
            rows_unexpected=rule.differences,
            keys=() if rule.key is None else (rule.key,),
            exception=None,
        )
        for rule in report.rules.values()
    ]
