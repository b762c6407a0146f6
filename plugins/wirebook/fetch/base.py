"""What fetching hands on: snapshots (what was kept), outcomes (what happened), and the interval."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

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
ArticleStatus = Literal["live", "corrected", "retracted"]
Disposition = Literal["staged", "unchanged", "quarantined", "gone", "listed"]


class FetchError(Exception):
    """An attempt that yields nothing; ``status`` and ``reason`` go into its outcome."""

    def __init__(self, reason: str, status: OutcomeStatus = "failed") -> None:
        super().__init__(reason)
        self.reason = reason
        self.status: OutcomeStatus = status


@dataclass(frozen=True, slots=True)
class Interval:
    """The half-open time a run answers for, in UTC.

    Everything a run dates is dated by it, never by the clock, so a repeated run is byte-equal.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None or self.start >= self.end:
            raise ValueError(f"not an interval with time zones: {self.start} to {self.end}")

    @classmethod
    def parse(cls, start: str, end: str) -> Interval:
        """Return the interval of two ISO 8601 times with offsets. Raises ValueError otherwise."""
        return cls(*(datetime.fromisoformat(text).astimezone(UTC) for text in (start, end)))

    @classmethod
    def of_day(cls, day: str) -> Interval:
        """Return the UTC day of an ISO date."""
        start = datetime.fromisoformat(day).replace(tzinfo=UTC)
        return cls(start, start + timedelta(days=1))

    @property
    def day(self) -> str:
        """The ISO date that names the partition: the day the interval starts on."""
        return self.start.astimezone(UTC).date().isoformat()

    @property
    def key(self) -> str:
        """The interval as one string."""
        return f"{stamp(self.start)}/{stamp(self.end)}"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One immutable fetch: where its bytes lie in the archive and what came with them.

    ``target`` is the address asked for or the file's name. ``warc_file`` is relative to the
    archive; ``warc_offset`` is where the record's member starts. Every other field is also in the
    WARC itself (a metadata record beside the payload), so the archive alone is enough.
    """

    source: str
    target: str
    fetched_at: str
    raw_sha256: str
    raw_bytes: int
    disposition: Disposition
    content_type: str | None = None
    declared_encoding: str | None = None
    file_name: str | None = None
    canonical_url: str | None = None
    retention: str = "full"
    tdm_reserved: bool = False
    tdm_evidence: str | None = None
    status: ArticleStatus = "live"
    etag: str | None = None
    last_modified: str | None = None
    http_status: int | None = None
    warc_file: str = ""
    warc_offset: int = 0
    warc_record_id: str = ""

    def as_json(self) -> str:
        """Return the snapshot as one line of JSON with sorted keys."""
        # asdict copies deeply, which costs more than the rest of archiving a page.
        values = {name: getattr(self, name) for name in self.__slots__}
        return json.dumps(values, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, line: str | bytes) -> Snapshot:
        """Return the snapshot of one line; fields of a later version are left out."""
        known = cls.__dataclass_fields__
        return cls(**{key: value for key, value in json.loads(line).items() if key in known})

    @property
    def identity(self) -> str:
        """What stays the same between fetches of one article: canonical address, else name."""
        return self.canonical_url or self.file_name or self.target


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


def stamp(moment: datetime) -> str:
    """Return a time as WARC writes it: UTC, seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_shard(path: Path) -> Iterator[Snapshot]:
    """Yield the snapshots of one shard."""
    with path.open("rb") as lines:
        yield from map(Snapshot.from_json, lines)


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


def printable(text: str) -> str:
    """Return a name that can be shown and stored: control and undecodable parts escaped."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)
    return shown if len(shown) <= 2000 else shown[:2000] + "..."
