"""``wirebook reread [--source NAME] [--publish]``: the landing again from the archive alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from wirebook import ingest, release, sources
from wirebook.commands import versions
from wirebook.operations import lock, tables
from wirebook.settings import StatePaths


def run(state: StatePaths, sources_file: Path, source: str | None, *, publishes: bool) -> int:
    """Rebuild indexes, shards and landing of one source, or of all, without asking the web.

    Articles that may not be kept whole keep the rows they have. With ``publishes`` what was read
    is built, audited and published, as a run would; 1 when the gate refuses it.
    """
    names = ingest.plan(str(sources_file)) if source is None else [source]
    with lock.hold(state, "wirebook reread"):
        parts = list(ingest.reread(str(sources_file), names))
        print(f"{len(parts)} parts of the landing are read again")
        if publishes:
            build(state)
    if publishes:
        return versions.publish(state, sources.load(sources_file), allow_drop=False)
    print("nothing is published yet of what was read: wirebook reread --publish does that too")
    return 0


def build(state: StatePaths) -> None:
    """Build a candidate, and let the operational tables say what became of it."""
    run_id = f"wirebook_reread__{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    try:
        release.build(state, run_id)
    finally:
        tables.publish(state)
