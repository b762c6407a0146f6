"""What was kept of a fetch: snapshots, the interval that a run answers for, and shards of both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

ArticleStatus = Literal["live", "corrected", "retracted"]
Disposition = Literal["staged", "unchanged", "quarantined", "gone", "listed"]


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


def stamp(moment: datetime) -> str:
    """Return a time as WARC writes it: UTC, seconds, Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def read_shard(path: Path) -> Iterator[Snapshot]:
    """Yield the snapshots of one shard."""
    with path.open("rb") as lines:
        yield from map(Snapshot.from_json, lines)
