"""What every kind of source works with during one run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wirebook.archive.days import ArchiveWriter
from wirebook.archive.erased import NAMELESS, Erased
from wirebook.archive.history import History
from wirebook.archive.snapshots import Interval, Snapshot, stamp
from wirebook.fetch.base import Attempt, FetchError, OutcomeStatus
from wirebook.settings import StatePaths
from wirebook.sources import Source


class ErasedError(FetchError):
    """What is asked for was erased; its outcome does not name it."""

    def __init__(self) -> None:
        super().__init__("it was erased: wirebook erase --lift lets it back", "refused")


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
    erased: Erased = field(init=False)
    staged: int = 0
    requests: int = 0
    bytes: int = 0

    def __post_init__(self) -> None:
        self.erased = Erased(self.state)

    @property
    def fetched_at(self) -> str:
        """The time that this run's snapshots carry: the end of its interval."""
        return stamp(self.interval.end)

    def begin(self, target: str) -> Attempt:
        """Start the watch on one attempt; what was erased is not named."""
        shown = NAMELESS if self.is_erased(target) else target
        return Attempt.begin(self.source.name, shown, self.clock)

    def is_erased(self, target: str) -> bool:
        """Tell whether an address or a file's name is that of an article that was erased."""
        return self.erased.names(self.source.name, target)

    def check(self, *targets: str) -> None:
        """Raise ErasedError where one of these is an article that was erased."""
        if any(self.is_erased(target) for target in targets):
            raise ErasedError

    def close(
        self, attempt: Attempt, status: OutcomeStatus, reason: str | None = None, size: int = 0
    ) -> None:
        """Record how an attempt ended."""
        self.record(attempt.end(status, reason, size).as_row())
        self.staged += status == "staged"

    def failed(self, attempt: Attempt, error: FetchError) -> None:
        """Record an attempt that yielded nothing."""
        if isinstance(error, ErasedError):
            attempt.target = NAMELESS
        self.close(attempt, error.status, error.reason)
