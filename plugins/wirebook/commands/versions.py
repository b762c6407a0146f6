"""``wirebook publish | rollback | history``: which version consumers see."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from rich.table import Table

from wirebook import release
from wirebook.commands import facts
from wirebook.operations import lock, tables
from wirebook.published import versions
from wirebook.published.connect import NothingPublished
from wirebook.quoting import printable_lines
from wirebook.settings import StatePaths
from wirebook.sources import SourcesFile


def publish(state: StatePaths, sources: SourcesFile, allow_drop: bool) -> int:
    """Audit the candidate of the last build and publish it; 1 when it is refused.

    What the checks found is in the ops file afterwards, as after a run.
    """
    run_id = f"wirebook_publish__{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    with lock.hold(state, "wirebook publish"):
        try:
            release.audit(state, sources, run_id)
            publish_id, is_new = release.publish(state, sources, allow_drop=allow_drop)
        except FileNotFoundError:
            print("there is no candidate: run the pipeline first", file=sys.stderr)
            return 1
        except release.AuditFailed as failed:
            print(printable_lines(str(failed)), file=sys.stderr)
            return 1
        finally:
            tables.publish(state)
    print(f"{publish_id} is " + ("published" if is_new else "published already"))
    return 0


def rollback(state: StatePaths, publish_id: str | None) -> int:
    """Go back to a kept version, by default the one before."""
    with lock.hold(state, "wirebook rollback"):
        print(f"{versions.rollback(state, publish_id)} is published again")
        release.make_site(state)
    return 0


def site(state: StatePaths) -> int:
    """Make the pages of the current version anew; print where they begin, 1 where they cannot be.

    Raises NothingPublished.
    """
    with lock.hold(state, "wirebook site"):
        first = release.make_site(state)
    if first is None:
        return 1
    print(first)
    return 0


def history(state: StatePaths) -> int:
    """Print the kept versions with their rows and checks. Raises NothingPublished."""
    kept = versions.history(state)
    if not kept:
        raise NothingPublished("nothing is published yet: make run")
    table = Table(title="published versions, the newest first", title_justify="left")
    for heading in ("version", "current", "since", "facts", "articles", "rows", "checks"):
        table.add_column(heading)
    for version in kept:
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
