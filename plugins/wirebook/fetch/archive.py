"""The archive: raw bytes as WARC 1.1 records, one rotating file per source and day.

``archive/<source>/<day>/0001.warc.gz`` holds, for each thing kept, a ``resource`` record (files) or
``response`` and ``request`` records (HTTP), followed by a ``metadata`` record with the snapshot as
JSON. ``index.jsonl`` beside it is derived from the WARC files alone (:func:`rebuild_index`) and its
appearance commits a run: WARC files it does not name are leftovers of a killed run.

Payloads of HTTP responses are stored with content and transfer codings undone and the headers
renamed ``X-Crawler-*``, as Common Crawl does, so that a character span leads to payload bytes that
contain it. Dates come from the run's interval and record ids are uuid5, so equal input gives equal
bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import IO, Any
from urllib.parse import quote

from fastwarc.warc import ArchiveIterator, WarcRecordType
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.utils import Digester  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from wirebook.fetch.base import Interval, Snapshot, stamp
from wirebook.settings import StatePaths

ROTATE_BYTES = 1_000_000_000
SHARD_ARTICLES = 20_000
_INDEX = "index.jsonl"
_SNAPSHOT_TYPE = "application/vnd.wirebook.snapshot+json"


class ArchiveError(Exception):
    """Archived bytes that are not there or are not what was archived."""


@dataclass(frozen=True, slots=True)
class HttpExchange:
    """The heads of one HTTP exchange; the payload is handed over beside it.

    An empty ``request_line`` means that the request is not known, and no record is made of it.
    """

    request_line: str
    request_headers: Sequence[tuple[str, str]]
    status_line: str
    response_headers: Sequence[tuple[str, str]]


class _Writer(WARCWriter):  # type: ignore[misc]
    """warcio's writer with SHA-256 digests, the digest that names a version everywhere else."""

    @staticmethod
    def _create_digester() -> Digester:
        return Digester("sha256")


def day_dir(state: StatePaths, source: str, day: str) -> Path:
    """Return the folder of one source's day."""
    return state.archive / source / day


def record_id(*parts: str) -> str:
    """Return a WARC record id that depends on its parts only (RFC 4122, version 5)."""
    name = "\x1f".join(parts)
    return f"<urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'wirebook:' + name)}>"


class ArchiveWriter:
    """Adds one run of one source to its day. Nothing is visible before :meth:`commit`.

    Use as a context manager: leaving it without a commit removes what was written.
    """

    def __init__(self, state: StatePaths, source: str, interval: Interval) -> None:
        self._archive = state.archive
        self._source = source
        self._interval = interval
        self._date = stamp(interval.end)
        self._folder = day_dir(state, source, interval.day)
        self._committed = read_index(self._folder)
        self._staged: list[Snapshot] = []
        self._files: list[Path] = []
        self._out: IO[bytes] | None = None

    def __enter__(self) -> ArchiveWriter:
        self._folder.mkdir(parents=True, exist_ok=True)
        named = self._committed.files
        for path in self._folder.iterdir():
            if path.name != _INDEX and path.name not in named and not _is_shard(path):
                path.unlink()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._out is not None:
            self._out.close()
        for path in self._files:
            path.unlink(missing_ok=True)

    def add(
        self, snapshot: Snapshot, payload: bytes, exchange: HttpExchange | None = None
    ) -> Snapshot:
        """Write one payload and return its snapshot with the place it went to."""
        out = self._output()
        rec_type = "resource" if exchange is None else "response"
        rec_id = record_id(
            rec_type, snapshot.source, snapshot.target, self._date, snapshot.raw_sha256
        )
        placed = replace(
            snapshot,
            warc_file=str(self._final(self._files[-1]).relative_to(self._archive)),
            warc_offset=out.tell(),
            warc_record_id=rec_id,
        )
        uri = target_uri(snapshot)
        if exchange is None:
            content_type = snapshot.content_type or "application/octet-stream"
            self._record(rec_type, uri, rec_id, payload, content_type=content_type)
        else:
            self._exchange(uri, rec_id, payload, exchange)
        self._metadata(uri, rec_id, placed)
        self._staged.append(placed)
        return placed

    def note(self, snapshot: Snapshot) -> Snapshot:
        """Record that a target was seen again, without its bytes (they are in the archive)."""
        self._output()
        noted = replace(snapshot, fetched_at=self._date)
        self._metadata(target_uri(noted), noted.warc_record_id, noted)
        self._staged.append(noted)
        return noted

    def commit(self) -> tuple[Path, ...]:
        """Make the run visible and return the shards of its day.

        A run that found nothing new still leaves a file with its warcinfo record, which says that
        the interval was fetched; a second look at the same interval leaves nothing.
        """
        if not self._files and self._interval.key in self._committed.intervals:
            return shards_of(self._folder)
        self._close(self._output())
        self._out = None
        names = [self._final(path).name for path in self._files]
        for path in self._files:
            os.replace(path, self._final(path))
        self._files = []
        index = DayIndex(
            files=(*self._committed.files, *names),
            intervals=tuple(dict.fromkeys((*self._committed.intervals, self._interval.key))),
            snapshots=(*self._committed.snapshots, *self._staged),
        )
        return write_index(self._folder, index)

    def _output(self) -> IO[bytes]:
        if self._out is not None and self._out.tell() < ROTATE_BYTES:
            return self._out
        if self._out is not None:
            self._close(self._out)
        number = len(self._committed.files) + len(self._files) + 1
        path = self._folder / f"{number:04d}.warc.gz.partial"
        self._files.append(path)
        self._out = path.open("wb")
        about = {"software": "wirebook", "format": "WARC File Format 1.1"}
        about |= {"wirebook-source": self._source, "wirebook-interval": self._interval.key}
        body = "".join(f"{key}: {value}\r\n" for key, value in about.items()).encode()
        name = f"{self._source}/{self._interval.day}/{number:04d}.warc.gz"
        self._record(
            "warcinfo",
            None,
            record_id("warcinfo", name, self._interval.key),
            body,
            content_type="application/warc-fields",
            extra={"WARC-Filename": name},
        )
        return self._out

    @staticmethod
    def _close(out: IO[bytes]) -> None:
        out.flush()
        os.fsync(out.fileno())
        out.close()

    @staticmethod
    def _final(partial: Path) -> Path:
        return partial.with_name(partial.name.removesuffix(".partial"))

    def _metadata(self, uri: str, refers_to: str, snapshot: Snapshot) -> None:
        rec_id = record_id("metadata", refers_to, snapshot.target, snapshot.disposition, self._date)
        self._record(
            "metadata",
            uri,
            rec_id,
            snapshot.as_json().encode(),
            content_type=_SNAPSHOT_TYPE,
            extra={"WARC-Refers-To": refers_to},
        )

    def _exchange(self, uri: str, rec_id: str, payload: bytes, exchange: HttpExchange) -> None:
        response = StatusAndHeaders(
            exchange.status_line.partition(" ")[2],
            _as_stored(exchange.response_headers, len(payload)),
            protocol=exchange.status_line.partition(" ")[0],
        )
        self._record("response", uri, rec_id, payload, http=response)
        if not exchange.request_line:
            return
        verb, _, rest = exchange.request_line.partition(" ")
        request = StatusAndHeaders(rest, list(exchange.request_headers), protocol=verb)
        request_id = record_id("request", rec_id)
        self._record("request", uri, request_id, b"", http=request, concurrent_to=rec_id)

    def _record(
        self,
        rec_type: str,
        uri: str | None,
        rec_id: str,
        payload: bytes,
        *,
        content_type: str = "",
        http: StatusAndHeaders | None = None,
        concurrent_to: str | None = None,
        extra: Mapping[str, str] | None = None,
    ) -> None:
        headers = {"WARC-Record-ID": rec_id, "WARC-Date": self._date, **(extra or {})}
        if concurrent_to is not None:
            headers["WARC-Concurrent-To"] = concurrent_to
        writer = _Writer(self._out, gzip=True, warc_version="WARC/1.1")
        record = writer.create_warc_record(
            uri,
            rec_type,
            payload=io.BytesIO(payload),
            length=len(payload),
            warc_content_type=content_type,
            warc_headers_dict=headers,
            http_headers=http,
        )
        writer.write_record(record)


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
    """What one source's day holds: WARC files, intervals fetched, snapshots in order."""

    files: tuple[str, ...] = ()
    intervals: tuple[str, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()


def read_index(folder: Path) -> DayIndex:
    """Return the index of a day; an empty one where nothing was committed."""
    try:
        lines = (folder / _INDEX).read_bytes().splitlines()
    except FileNotFoundError:
        return DayIndex()
    head = json.loads(lines[0])
    return DayIndex(
        files=tuple(head["files"]),
        intervals=tuple(head["intervals"]),
        snapshots=tuple(Snapshot.from_json(line) for line in lines[1:]),
    )


def write_index(folder: Path, index: DayIndex) -> tuple[Path, ...]:
    """Write a day's index and its shards atomically; return the shards.

    The shards come first and the index last, because its appearance is the commit.
    """
    # A version that was retracted later the same day is one row, as it was last seen.
    versions = {(s.identity, s.raw_sha256): s for s in index.snapshots if s.disposition == "staged"}
    staged = [versions[key] for key in sorted(versions)]
    shards = [
        _write_lines(
            folder / f"shard-{number:04d}.jsonl",
            (s.as_json() for s in staged[start : start + SHARD_ARTICLES]),
        )
        for number, start in enumerate(range(0, len(staged), SHARD_ARTICLES), start=1)
    ]
    for stale in set(folder.glob("shard-*.jsonl")) - set(shards):
        stale.unlink()
    head = json.dumps({"files": index.files, "intervals": index.intervals}, sort_keys=True)
    _write_lines(folder / _INDEX, [head, *(s.as_json() for s in index.snapshots)])
    return tuple(shards)


def shards_of(folder: Path) -> tuple[Path, ...]:
    """Return the shards of a committed day."""
    return tuple(sorted(folder.glob("shard-*.jsonl")))


def rebuild_index(folder: Path) -> tuple[Path, ...]:
    """Derive a day's index and shards from its WARC files alone; return the shards."""
    files, intervals, snapshots = [], [], []
    for path in sorted(folder.glob("*.warc.gz")):
        files.append(path.name)
        for record in _records(path, WarcRecordType.warcinfo | WarcRecordType.metadata):
            body = record.reader.read()
            if record.record_type == WarcRecordType.warcinfo:
                intervals += [
                    line.partition(":")[2].strip()
                    for line in body.decode().splitlines()
                    if line.startswith("wirebook-interval:")
                ]
            elif record.headers.get("Content-Type") == _SNAPSHOT_TYPE:
                snapshots.append(Snapshot.from_json(body))
    unique = tuple(dict.fromkeys(intervals))
    return write_index(folder, DayIndex(tuple(files), unique, tuple(snapshots)))


def read_payload(state: StatePaths, snapshot: Snapshot) -> bytes:
    """Return the archived bytes of a snapshot.

    Raises ArchiveError when the record is not there or its digest is not the snapshot's.
    """
    path = state.archive / snapshot.warc_file
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


def seen_before(state: StatePaths, source: str, interval: Interval) -> dict[str, list[Snapshot]]:
    """Return, by target, what intervals up to this one's end archived, oldest first.

    Later intervals do not count: a backfilled day must not depend on when it is filled.
    """
    seen: dict[str, list[Snapshot]] = {}
    limit = stamp(interval.end)
    for folder in days(state, source):
        for snapshot in read_index(folder).snapshots:
            if snapshot.fetched_at <= limit:
                seen.setdefault(snapshot.target, []).append(snapshot)
    for history in seen.values():
        history.sort(key=lambda s: s.fetched_at)
    return seen


def days(state: StatePaths, source: str) -> list[Path]:
    """Return the folders of a source's days, in order."""
    root = state.archive / source
    return sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []


def _records(path: Path, types: Any) -> Iterator[Any]:
    with path.open("rb") as stream:
        yield from ArchiveIterator(stream, record_types=types)


def _is_shard(path: Path) -> bool:
    return path.name.startswith("shard-") and path.suffix == ".jsonl"


def _write_lines(path: Path, lines: Iterable[str]) -> Path:
    partial = path.with_name(path.name + ".partial")
    with partial.open("w", encoding="utf-8") as out:
        out.writelines(line + "\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
    os.replace(partial, path)
    return path
