"""What fetching hands on: snapshots (what was kept), outcomes (what happened), and the interval."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from wirebook.archive.snapshots import Snapshot, stamp
from wirebook.quoting import printable

OutcomeStatus = Literal[
    "staged",  # a new article version: it will be read
    "unchanged",  # asked for and the same as before
    "duplicate",  # another address of an article already staged in this run
    "gone",  # answered 404 or 410
    "quarantined",  # archived, and not readable
    "refused",  # against a rule of ours or of the site; nothing was read
    "skipped",  # not asked for
    "failed",  # it could not be had
    "reread",  # the interval was fetched before: its archive answers
    "listed",  # a feed, a sitemap, a list of addresses or a WARC file was read
]


class FetchError(Exception):
    """An attempt that yields nothing; ``status`` and ``reason`` go into its outcome."""

    def __init__(self, reason: str, status: OutcomeStatus = "failed") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status: OutcomeStatus = status


@contextmanager
def foreign(what: str) -> Iterator[None]:
    """Turn whatever the reading of foreign bytes raises into an outcome: nothing they hold may end
    a run. Only what a site or a file sent is read within; errors of this machine are ours."""
    try:
        yield
    except FetchError:
        raise
    except Exception as error:
        reason = f"{what} cannot be read: {type(error).__name__}"
        raise FetchError(reason, "quarantined") from error


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one attempt. Grain: source, target and attempt."""

    source: str
    target: str
    status: OutcomeStatus
    reason: str | None
    bytes: int
    duration_ms: int
    attempted_at: str

    def as_row(self) -> dict[str, Any]:
        """Return the outcome as a plain dictionary."""
        return _values(self)


@dataclass(frozen=True, slots=True)
class FetchResult:
    """One source's run: the shards of its day, and where the outcome of every attempt stands.

    ``shards`` are JSON Lines files of snapshots; together they hold every article version staged
    for the source and day, so that a partition of the landing can be overwritten whole.
    ``recorded`` is a part of the operational tables. ``requests`` and ``bytes`` count what went
    over the network.
    """

    source: str
    day: str
    shards: tuple[Path, ...]
    recorded: Path
    staged: int
    requests: int = 0
    bytes: int = 0

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes, read whole."""
        names = [field.name for field in fields(Outcome)]
        rows = pq.ParquetFile(self.recorded).read(columns=names).to_pylist()
        return tuple(Outcome(**row) for row in rows)


def _values(record: Snapshot | Outcome) -> dict[str, Any]:
    # asdict copies deeply, which costs more than the rest of archiving a page.
    return {field.name: getattr(record, field.name) for field in fields(record)}


@dataclass(slots=True)
class Attempt:
    """A stopwatch that turns one attempt into its outcome."""

    source: str
    target: str
    clock: Callable[[], datetime]
    began: datetime

    @classmethod
    def begin(cls, source: str, target: str, clock: Callable[[], datetime]) -> Attempt:
        """Start the watch."""
        return cls(source, printable(target), clock, clock())

    def end(self, status: OutcomeStatus, reason: str | None = None, size: int = 0) -> Outcome:
        """Return the outcome of the attempt."""
        took = (self.clock() - self.began) // timedelta(milliseconds=1)
        return Outcome(
            self.source, self.target, status, reason, size, max(took, 0), stamp(self.began)
        )
