"""``wirebook reread [--source NAME]``: the landing again from the archive alone."""

from __future__ import annotations

from pathlib import Path

from wirebook import ingest
from wirebook.operations import lock
from wirebook.settings import StatePaths


def run(sources_file: Path, source: str | None) -> int:
    """Rebuild indexes, shards and landing of one source, or of all, without asking the web.

    Articles that may not be kept whole keep the rows they have.
    """
    state = StatePaths.for_sources(sources_file)
    names = ingest.plan(str(sources_file)) if source is None else [source]
    with lock.hold(state, "wirebook reread"):
        parts = list(ingest.reread(str(sources_file), names))
    print(f"{len(parts)} parts of the landing are read again; run publish_marts to publish them")
    return 0
