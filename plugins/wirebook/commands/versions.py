"""``wirebook publish | rollback | history``: which version consumers see."""

from __future__ import annotations

import sys

from rich.table import Table

from wirebook import settings
from wirebook.audit import gate
from wirebook.commands import facts
from wirebook.operations import lock
from wirebook.published import versions
from wirebook.published.candidate import load_candidate
from wirebook.settings import StatePaths


def publish(state: StatePaths, allow_drop: bool) -> int:
    """Audit the candidate of the last build and publish it; 1 when it is refused."""
    with lock.hold(state, "wirebook publish"):
        try:
            candidate = load_candidate(state)
        except FileNotFoundError:
            print("there is no candidate: run the pipeline first", file=sys.stderr)
            return 1
        docs = state.published / "docs"
        audit = gate.audit(candidate.path, settings.suites_dir(), docs, state=state)
        if not audit.success:
            print(audit.summary(), file=sys.stderr)
            return 1
        is_new = versions.publish(state, candidate, audit, allow_drop=allow_drop)
    print(f"{candidate.publish_id} is " + ("published" if is_new else "published already"))
    return 0


def rollback(state: StatePaths, publish_id: str | None) -> int:
    """Go back to a kept version, by default the one before."""
    with lock.hold(state, "wirebook rollback"):
        print(f"{versions.rollback(state, publish_id)} is published again")
    return 0


def history(state: StatePaths) -> int:
    """Print the kept versions with their rows and checks."""
    table = Table(title="published versions, the newest first", title_justify="left")
    for heading in ("version", "current", "since", "facts", "articles", "rows", "checks"):
        table.add_column(heading)
    for version in versions.history(state):
        table.add_row(
            version.publish_id,
            "current" if version.is_current else "",
            version.published_at or "?",
            str(version.rows.get("fct_money_facts", 0)),
            str(version.rows.get("fct_articles", 0)),
            str(sum(version.rows.values())),
            ", ".join(f"{count} {kind}" for kind, count in version.checks.items() if count),
        )
    facts.person().print(table)
    return 0
