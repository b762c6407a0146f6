"""The archive: raw bytes as WARC 1.1 records, one rotating file per source and day.

``archive/<source>/<day>/0001.warc.gz`` holds, for each thing kept, a ``resource`` record (files) or
``response`` and ``request`` records (HTTP), followed by a ``metadata`` record with the snapshot as
JSON. Its ``warcinfo`` record names the interval, so a run that brought nothing leaves it alone.
``index.jsonl`` and the shards beside it are derived from the WARC files (:func:`rebuild_index`).

The numbers of a day's files have no gap, and a run gives its files their names last one first: the
appearance of its first file commits it. What stands beyond a gap is left over from a killed run.

Payloads that may not be kept whole stand in ``0001.held.warc.gz`` beside it until they are read;
:mod:`wirebook.archive.excerpts` says what is left of them.

Payloads of HTTP responses are stored with content and transfer codings undone and the headers
renamed ``X-Crawler-*``, as Common Crawl does, so that a character span leads to payload bytes that
contain it. Dates come from the run's interval and record ids are uuid5, so equal input gives equal
bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, count, islice, takewhile
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

from fastwarc.warc import ArchiveIterator, WarcRecordType

from wirebook import whole_files
from wirebook.archive import records as warc_records
from wirebook.archive.history import History
from wirebook.archive.records import record_id
from wirebook.archive.snapshots import Interval, Snapshot, stamp
from wirebook.settings import StatePaths

ROTATE_BYTES = 1_000_000_000
SHARD_ARTICLES = 20_000
HELD = ".held.warc.gz"
EXCERPTS = ".excerpts.warc.gz"
INDEX = "index.jsonl"
_MAIN = re.compile(r"\d+\.warc\.gz")
_SNAPSHOT_TYPE = "application/vnd.wirebook.snapshot+json"


class ArchiveError(Exception):
    """Archived bytes that are not there or are not what was archived."""


class NotKeptError(ArchiveError):
    """Bytes that were dropped after they were read, because their source may not be kept whole."""


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """The heads of one HTTP exchange; the payload is handed over beside it.

    An empty ``request_line`` means that the request is not known, and no record is made of it.
    """

    request_line: str
    request_headers: Sequence[tuple[str, str]]
    status_line: str
    response_headers: Sequence[tuple[str, str]]


def day_dir(state: StatePaths, source: str, day: str) -> Path:
    """Return the folder of one source's day."""
    return state.archive / source / day


class ArchiveWriter:
    """Adds one run of one source to its day. Nothing is visible before :meth:`commit`.

    Use as a context manager: leaving it without a commit removes what was written.
    """

    def __init__(self, state: StatePaths, source: str, interval: Interval) -> None:
        self._state = state
        self._source = source
        self._interval = interval
        self._date = stamp(interval.end)
        self._folder = day_dir(state, source, interval.day)
        self._committed = read_index(self._folder)
        self._day = History(snapshots(self._folder))
        self._files: list[_File] = []
        self._main: _File | None = None
        self._held: _File | None = None

    def __enter__(self) -> ArchiveWriter:
        self._folder.mkdir(parents=True, exist_ok=True)
        # Of every day: a held payload must not outstay a run that nobody repeats.
        for folder in days(self._state, self._source):
            _remove_leftovers(folder)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._day.close()
        for file in self._files:
            file.out.close()
            file.partial.unlink(missing_ok=True)

    def add(
        self, snapshot: Snapshot, payload: bytes, exchange: HttpExchange | None = None
    ) -> Snapshot:
        """Write one payload, as far as its retention allows, and return where it went.

        What may not be kept whole is held apart until it is read; of what will not be read
        (unchanged, gone, not readable) only the metadata is written.
        """
        main = self._output()
        kind = "resource" if exchange is None else "response"
        named_by = (snapshot.source, snapshot.target, self._date, snapshot.raw_sha256)
        rec_id = record_id(kind, *named_by)
        is_whole = snapshot.retention == "full" or snapshot.disposition == "listed"
        is_written = is_whole or snapshot.disposition == "staged"
        file = main if is_whole or not is_written else self._holding(main)
        placed = replace(
            snapshot,
            warc_file=f"{self._source}/{self._interval.day}/{file.name}",
            warc_offset=file.out.tell(),
            warc_record_id=rec_id,
        )
        uri = target_uri(snapshot)
        if is_written:
            file.write(self._payload(kind, uri, rec_id, snapshot.content_type, payload, exchange))
        if exchange is not None and exchange.request_line:
            main.write(self._request(uri, rec_id, exchange))
        self._metadata(main, uri, rec_id, placed)
        self._day.add(placed)
        return placed

    def note(self, snapshot: Snapshot) -> Snapshot:
        """Record that a target was seen again, without its bytes (they are in the archive)."""
        noted = replace(snapshot, fetched_at=self._date)
        self._metadata(self._output(), target_uri(noted), noted.warc_record_id, noted)
        self._day.add(noted)
        return noted

    def commit(self) -> tuple[Path, ...]:
        """Make the run visible and return the shards of its day."""
        if not self._files:
            self._output()
        for file in self._files:
            file.close()
        # Held payloads appear before the file that speaks of them, and the first file last.
        for file in reversed(self._files):
            os.replace(file.partial, self._folder / file.name)
        names = [file.name for file in self._files if not file.name.endswith(HELD)]
        self._files = []
        index = DayIndex(
            files=(*self._committed.files, *names),
            intervals=tuple(dict.fromkeys((*self._committed.intervals, self._interval.key))),
        )
        return _write_index(self._folder, index, self._day)

    def _output(self) -> _File:
        """Return the file being written; when it is full, another begins."""
        files = [file for file in (self._main, self._held) if file is not None]
        if self._main is None or any(file.out.tell() >= ROTATE_BYTES for file in files):
            mains = sum(not file.name.endswith(HELD) for file in self._files)
            number = len(self._committed.files) + mains + 1
            self._main, self._held = self._begin(_numbered(number)), None
        return self._main

    def _holding(self, main: _File) -> _File:
        if self._held is None:
            self._held = self._begin(stem(main.name) + HELD)
        return self._held

    def _begin(self, name: str) -> _File:
        path = f"{self._source}/{self._interval.day}/{name}"
        about = {
            "software": "wirebook",
            "format": "WARC File Format 1.1",
            "wirebook-source": self._source,
            "wirebook-interval": self._interval.key,
        }
        file = _File.begin(self._folder, name)
        self._files.append(file)
        file.write(
            warc_records.record(
                "warcinfo",
                record_id("warcinfo", path, self._interval.key),
                self._date,
                warc_records.fields(about.items()),
                content_type="application/warc-fields",
                extra={"WARC-Filename": path},
            )
        )
        return file

    def _metadata(self, file: _File, uri: str, refers_to: str, snapshot: Snapshot) -> None:
        file.write(
            warc_records.record(
                "metadata",
                record_id("metadata", refers_to, snapshot.target, snapshot.disposition, self._date),
                self._date,
                snapshot.as_json().encode(),
                uri=uri,
                content_type=_SNAPSHOT_TYPE,
                extra={"WARC-Refers-To": refers_to},
            )
        )

    def _payload(
        self,
        kind: str,
        uri: str,
        rec_id: str,
        content_type: str | None,
        payload: bytes,
        exchange: HttpExchange | None,
    ) -> bytes:
        if exchange is None:
            given = content_type or "application/octet-stream"
            return warc_records.record(
                kind, rec_id, self._date, payload, uri=uri, content_type=given
            )
        return warc_records.record(
            kind,
            rec_id,
            self._date,
            payload,
            uri=uri,
            content_type="application/http; msgtype=response",
            http_head=_head(
                exchange.status_line, _as_stored(exchange.response_headers, len(payload))
            ),
        )

    def _request(self, uri: str, response_id: str, exchange: HttpExchange) -> bytes:
        return warc_records.record(
            "request",
            record_id("request", response_id),
            self._date,
            b"",
            uri=uri,
            content_type="application/http; msgtype=request",
            http_head=_head(exchange.request_line, exchange.request_headers),
            extra={"WARC-Concurrent-To": response_id},
        )


@dataclass(frozen=True, slots=True)
class _File:
    """A WARC file that is being written under a name nobody reads."""

    name: str
    partial: Path
    out: IO[bytes]

    @classmethod
    def begin(cls, folder: Path, name: str) -> _File:
        partial = folder / f"{name}.partial"
        return cls(name, partial, partial.open("wb"))

    def write(self, member: bytes) -> None:
        self.out.write(member)

    def close(self) -> None:
        self.out.flush()
        os.fsync(self.out.fileno())
        self.out.close()


def _head(first_line: str, headers: Sequence[tuple[str, str]]) -> bytes:
    line = first_line.replace("\r", " ").replace("\n", " ")
    return line.encode("utf-8", "replace") + b"\r\n" + warc_records.fields(headers) + b"\r\n"


def stem(name: str) -> str:
    """Return what the files of one number have in common: ``0001`` of ``0001.held.warc.gz``."""
    return name.partition(".")[0]


def _as_stored(headers: Sequence[tuple[str, str]], length: int) -> list[tuple[str, str]]:
    """Return response headers for a payload whose codings are undone."""
    undone = {"content-encoding", "transfer-encoding", "content-length"}
    kept = [
        (f"X-Crawler-{name}" if name.lower() in undone else name, value) for name, value in headers
    ]
    return [*kept, ("Content-Length", str(length))]


def target_uri(snapshot: Snapshot) -> str:
    """Return the WARC-Target-URI: the address, or ``file:`` and the name, without its folder."""
    if snapshot.file_name is not None and "://" not in snapshot.target:
        return "file:" + quote(snapshot.file_name)
    return snapshot.target


@dataclass(frozen=True, slots=True)
class DayIndex:
    """What one source's day holds: WARC files in order, and the intervals they answer for."""

    files: tuple[str, ...] = ()
    intervals: tuple[str, ...] = ()


def read_index(folder: Path) -> DayIndex:
    """Return the index of a day; an empty one where nothing was committed.

    It is rebuilt first where a run was killed between its commit and its index, and where it or a
    shard is not what was written.
    """
    _ensure_whole(folder)
    index = _read_head(folder)
    if (folder / _numbered(len(index.files) + 1)).exists():
        rebuild_index(folder)
        index = _read_head(folder)
    return index


def snapshots(folder: Path) -> Iterator[Snapshot]:
    """Yield the snapshots of a day in order."""
    if read_index(folder).files:
        with (folder / INDEX).open("rb") as lines:
            yield from map(Snapshot.from_json, islice(lines, 1, None))


def shards_of(folder: Path) -> tuple[Path, ...]:
    """Return the shards of a committed day, rebuilt first where one is not what was written."""
    _ensure_whole(folder)
    return tuple(sorted(folder.glob("shard-*.jsonl")))


def rebuild_index(folder: Path) -> tuple[Path, ...]:
    """Derive a day's index and shards from its WARC files alone; return the shards.

    Raises ArchiveError, and leaves them as they are, where a file is damaged or is not there.
    """
    files: list[str] = []
    intervals: dict[str, None] = {}
    with History() as day:
        for path in _files(folder):
            files.append(path.name)
            if path.stat().st_size == 0:
                raise ArchiveError(f"{path} is empty")
            for record, body in read_records(
                path, WarcRecordType.warcinfo | WarcRecordType.metadata
            ):
                if record.record_type == WarcRecordType.warcinfo:
                    intervals |= dict.fromkeys(_intervals(body))
                elif record.headers.get("Content-Type") == _SNAPSHOT_TYPE:
                    day.add(Snapshot.from_json(body))
        return _write_index(folder, DayIndex(tuple(files), tuple(intervals)), day)


def read_payload(state: StatePaths, snapshot: Snapshot) -> bytes:
    """Return the archived bytes of a snapshot.

    Raises NotKeptError when it was dropped after it was read, and ArchiveError when the record is
    not there or its digest is not the snapshot's.
    """
    path = state.archive / snapshot.warc_file
    if path.name.endswith(HELD) and not path.exists():
        raise NotKeptError(f"{snapshot.warc_file} was dropped after it was read")
    try:
        with path.open("rb") as stream:
            stream.seek(snapshot.warc_offset)
            record = next(iter(ArchiveIterator(stream, verify_digests=False)), None)
            if record is None or record.headers.get("WARC-Record-ID") != snapshot.warc_record_id:
                raise ArchiveError(f"no record {snapshot.warc_record_id} in {snapshot.warc_file}")
            payload: bytes = record.reader.read()
    except (OSError, zlib.error) as error:
        raise ArchiveError(f"{snapshot.warc_file} cannot be read: {error}") from error
    if hashlib.sha256(payload).hexdigest() != snapshot.raw_sha256:
        raise ArchiveError(f"record {snapshot.warc_record_id} is not what was archived")
    return payload


def seen_before(state: StatePaths, source: str, interval: Interval) -> History:
    """Return what intervals up to this one's end archived.

    Later intervals do not count: a backfilled day must not depend on when it is filled.
    """
    limit = stamp(interval.end)
    archived = chain.from_iterable(snapshots(folder) for folder in days(state, source))
    return History(snapshot for snapshot in archived if snapshot.fetched_at <= limit)


def fetched_until(state: StatePaths) -> datetime | None:
    """Return the end of the newest interval that any source was fetched for."""
    ends = [
        Interval.parse(*key.split("/")).end
        for source in (state.archive.iterdir() if state.archive.is_dir() else ())
        for day in days(state, source.name)[-1:]
        for key in read_index(day).intervals
    ]
    return max(ends, default=None)


def days(state: StatePaths, source: str) -> list[Path]:
    """Return the folders of a source's days, in order."""
    root = state.archive / source
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def derived(folder: Path) -> list[Path]:
    """Return what a day has beside its archive, by what is there or has a checksum: the index and
    the shards."""
    names = {path.name.removesuffix(whole_files.CHECKSUM) for path in folder.glob("*.jsonl*")}
    return [folder / name for name in sorted(names) if name.endswith(".jsonl")]


def _ensure_whole(folder: Path) -> None:
    if any(whole_files.damage(path) is not None for path in derived(folder)):
        rebuild_index(folder)
    for path in derived(folder):
        whole_files.ensure_checksum(path)


def read_records(path: Path, types: Any) -> Iterator[tuple[Any, bytes]]:
    """Yield the records of these types of one WARC file of ours, each with its content.

    Raises ArchiveError where the file is damaged.
    """
    try:
        with path.open("rb") as stream:
            for record in ArchiveIterator(stream, record_types=types):
                yield record, record.reader.read()
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error}") from error


def _files(folder: Path) -> list[Path]:
    """Return a day's archive files in order. Raises ArchiveError where one of them is gone."""
    numbered = (folder / _numbered(number) for number in count(1))
    found = list(takewhile(Path.exists, numbered))
    if any(_MAIN.fullmatch(path.name) for path in set(folder.glob("*.warc.gz")) - set(found)):
        raise ArchiveError(f"{folder / _numbered(len(found) + 1)} is not there")
    return found


def _numbered(number: int) -> str:
    return f"{number:04d}.warc.gz"


def _remove_leftovers(folder: Path) -> None:
    """Remove what a killed run left of a day: files without a commit, half-written ones."""
    stems = {stem(name) for name in read_index(folder).files}
    for path in folder.iterdir():
        is_derived = path.name.removesuffix(whole_files.CHECKSUM).endswith(".jsonl")
        if path.suffix == ".partial" or not (is_derived or stem(path.name) in stems):
            path.unlink()


def _intervals(warcinfo: bytes) -> Iterator[str]:
    for line in warcinfo.decode().splitlines():
        name, _, value = line.partition(":")
        if name == "wirebook-interval":
            yield value.strip()


def _read_head(folder: Path) -> DayIndex:
    try:
        with (folder / INDEX).open("rb") as lines:
            head = json.loads(next(lines))
    except FileNotFoundError:
        return DayIndex()
    return DayIndex(tuple(head["files"]), tuple(head["intervals"]))


def _write_index(folder: Path, index: DayIndex, day: History) -> tuple[Path, ...]:
    """Write a day's shards and then its index, each in one step; return the shards."""
    versions = day.versions()
    shards: list[Path] = []
    for first in versions:
        shard = folder / f"shard-{len(shards) + 1:04d}.jsonl"
        _write_lines(shard, chain([first], islice(versions, SHARD_ARTICLES - 1)))
        shards.append(shard)
    for stale in set(folder.glob("shard-*.jsonl")) - set(shards):
        whole_files.checksum_of(stale).unlink(missing_ok=True)
        stale.unlink()
    head = json.dumps({"files": index.files, "intervals": index.intervals}, sort_keys=True)
    _write_lines(folder / INDEX, chain([head], day.lines()))
    return tuple(shards)


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    with (
        whole_files.replacing(path, has_checksum=True) as partial,
        partial.open("w", encoding="utf-8") as out,
    ):
        out.writelines(line + "\n" for line in lines)
