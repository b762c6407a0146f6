"""What every kind of source works with during one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from wirebook.fetch.archive import ArchiveWriter
from wirebook.fetch.base import (
    Attempt,
    FetchError,
    Interval,
    Outcome,
    OutcomeStatus,
    Snapshot,
    stamp,
)
from wirebook.settings import StatePaths
from wirebook.sources import Source


def now() -> datetime:
    """Return the time in UTC; only outcomes carry it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Job:
    """One source's run. ``seen`` has, by target, what earlier intervals archived."""

    source: Source
    interval: Interval
    state: StatePaths
    writer: ArchiveWriter
    seen: dict[str, list[Snapshot]]
    clock: Callable[[], datetime] = now
    outcomes: list[Outcome] = field(default_factory=list)
    staged: int = 0
    requests: int = 0
    bytes: int = 0

    @property
    def fetched_at(self) -> str:
        """The time that this run's snapshots carry: the end of its interval."""
        return stamp(self.interval.end)

    def latest(self, target: str) -> Snapshot | None:
        """Return the newest snapshot of a target, None if it was never archived."""
        history = self.seen.get(target)
        return history[-1] if history else None

    def begin(self, target: str) -> Attempt:
        """Start the watch on one attempt."""
        return Attempt.begin(self.source.name, target, self.clock)

    def close(
        self, attempt: Attempt, status: OutcomeStatus, reason: str | None = None, size: int = 0
    ) -> None:
        """Record how an attempt ended."""
        self.outcomes.append(attempt.end(status, reason, size))
        self.staged += status == "staged"

    def failed(self, attempt: Attempt, error: FetchError) -> None:
        """Record an attempt that yielded nothing."""
        self.close(attempt, error.status, error.reason)
