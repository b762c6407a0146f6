"""What every kind of source works with during one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wirebook.archive.days import ArchiveWriter
from wirebook.archive.history import History
from wirebook.archive.snapshots import Interval, Snapshot, stamp
from wirebook.fetch.base import Attempt, FetchError, OutcomeStatus
from wirebook.settings import StatePaths
from wirebook.sources import Source


def unknown(_: Snapshot) -> str | None:
    """Know no text: what is archived is extracted again."""
    return None


def now() -> datetime:
    """Return the time in UTC; only outcomes carry it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Job:
    """One source's run.

    ``seen`` is what earlier intervals archived; ``record`` takes outcomes; ``known`` tells the
    digest of a text that was read before, None of any other; ``digests`` are, by held file and
    record, those of texts whose bytes are gone, as far as they were asked for.
    """

    source: Source
    interval: Interval
    state: StatePaths
    writer: ArchiveWriter
    seen: History
    record: Callable[[Mapping[str, Any]], None]
    clock: Callable[[], datetime] = now
    known: Callable[[Snapshot], str | None] = unknown
    digests: dict[str, dict[str, str | None]] = field(default_factory=dict)
    staged: int = 0
    requests: int = 0
    bytes: int = 0

    @property
    def fetched_at(self) -> str:
        """The time that this run's snapshots carry: the end of its interval."""
        return stamp(self.interval.end)

    def begin(self, target: str) -> Attempt:
        """Start the watch on one attempt."""
        return Attempt.begin(self.source.name, target, self.clock)

    def close(
        self, attempt: Attempt, status: OutcomeStatus, reason: str | None = None, size: int = 0
    ) -> None:
        """Record how an attempt ended."""
        self.record(attempt.end(status, reason, size).as_row())
        self.staged += status == "staged"

    def failed(self, attempt: Attempt, error: FetchError) -> None:
        """Record an attempt that yielded nothing."""
        self.close(attempt, error.status, error.reason)
