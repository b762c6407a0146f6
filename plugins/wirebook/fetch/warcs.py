"""WARC files as a source: pages that somebody else crawled (the CC-NEWS form), streamed.

Records are read one at a time and never more than ``max_bytes`` of one; digests are verified where
the file gives them. What is an article goes into our own archive, so a day can be read again when
the file is gone.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from fastwarc.warc import ArchiveIterator, WarcRecordType

from wirebook.archive.days import HttpExchange
from wirebook.archive.snapshots import Snapshot
from wirebook.fetch import codings, files, guard, reservations, texts
from wirebook.fetch.base import Attempt, FetchError, foreign
from wirebook.fetch.job import Job
from wirebook.pages import encoding
from wirebook.pages.addresses import of_page
from wirebook.pages.source import scan
from wirebook.pages.statements import read

_ANSWERS = WarcRecordType.response | WarcRecordType.revisit
_SUFFIXES = (".warc", ".warc.gz", ".warc.zst")
_MEMBER = b"\x1f\x8b\x08"
_TAIL, _CHUNK = 64_000_000, 65_536
_PAGE_TYPES = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class Page:
    """One archived answer: its HTTP head and its payload, codings undone."""

    status: int
    content_type: str | None
    declared_encoding: str | None
    headers: tuple[tuple[str, str], ...]
    body: bytes


def collect(job: Job) -> None:
    """Stage the pages of the source's WARC files; an address is a file or a folder of them."""
    for address in job.source.addresses:
        for path in _files(job, Path(address)):
            _collect_file(job, path)


def records(path: Path) -> Iterator[Any]:
    """Yield the records of a WARC file that stand for an answer; :func:`page_of` reads each.

    Memory stays flat: bytes that nobody asks for are passed over. Raises FetchError where the file
    is broken or ends too soon; what stood before was yielded.
    """
    last = 0
    try:
        with path.open("rb") as stream:
            # page_of parses the HTTP head: one that is damaged must not cost the rest of the file.
            for record in ArchiveIterator(stream, record_types=_ANSWERS, parse_http=False):
                last = record.stream_pos
                yield record
        _check_end(path, last)
    except (OSError, EOFError, zlib.error) as error:
        raise FetchError(f"the file is broken: {error}", "quarantined") from error


def _check_end(path: Path, last: int) -> None:
    """Raise EOFError where a gzip member from the last answer on does not end with the file.

    fastwarc takes a member that is cut off in its first bytes for the end of the file.
    """
    with path.open("rb") as stream:
        stream.seek(last)
        if not stream.peek(len(_MEMBER)).startswith(_MEMBER):
            return  # records that are not members of their own
        with gzip.open(stream) as tail:
            for _ in range(_TAIL // _CHUNK):
                if not tail.read(_CHUNK):
                    break


def page_of(record: Any, max_bytes: int) -> Page:
    """Return the page of a record.

    Raises FetchError for a record that holds no page, or one that is too large, cut off, not what
    its digest says, or in a coding that cannot be undone.
    """
    head = _http_head(record)
    content_type = record.http_content_type
    if (content_type or "text/html") not in _PAGE_TYPES:
        raise FetchError(f"not a page: {content_type}", "skipped")
    headers = head.items()
    named = _named(headers)
    body = _payload(record, max_bytes)
    if named.get("transfer-encoding", "").lower() == "chunked":
        body = _dechunked(body)
    if coding := named.get("content-encoding"):
        body = codings.read_all(io.BytesIO(body), coding.split(","), max_bytes)
    if not body or body.isspace():
        raise FetchError("it is empty")
    return Page(head.status_code, content_type, record.http_charset, headers, body)


def _named(headers: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers}


def _http_head(record: Any) -> Any:
    """Return the HTTP head of an answer with status 200; raise FetchError for another."""
    if record.record_type == WarcRecordType.revisit:
        raise FetchError("a revisit record: its page stands elsewhere", "skipped")
    try:
        record.parse_http()
    except OSError as error:
        raise FetchError(f"its HTTP head is broken: {error}", "quarantined") from error
    head = record.http_headers
    if head is None or head.status_code != 200:
        raise FetchError("not an answer with status 200", "skipped")
    return head


def _payload(record: Any, max_bytes: int) -> bytes:
    """Return the payload of a record as it stands in the file, verified."""
    size = record.content_length
    if size > max_bytes:  # what its head claims is not read
        raise FetchError(f"it is larger than max_bytes ({size} against {max_bytes})", "refused")
    is_given = record.headers.get("WARC-Payload-Digest") is not None
    try:
        if is_given and not record.verify_payload_digest():
            raise FetchError("its bytes are not what its digest says", "quarantined")
        body: bytes = record.reader.read()
    except OSError as error:
        raise FetchError(f"its bytes are damaged: {error}", "quarantined") from error
    if len(body) < size:
        raise FetchError("it is cut off: the file ends in its middle", "quarantined")
    return body


def _dechunked(body: bytes) -> bytes:
    """Return a chunked body joined; one that is not chunked, whatever its header says, as it is."""
    parts: list[bytes] = []
    at = 0
    while at < len(body):
        end = body.find(b"\r\n", at, at + 100)
        try:
            size = int(body[at:end].partition(b";")[0], 16) if end > at else -1
        except ValueError:
            size = -1
        if size < 0 or end + 2 + size > len(body):
            return body
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 2 + size + 2
    return b"".join(parts)


def _files(job: Job, path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    try:
        entries = list(files.listing(path))
    except FetchError as error:
        job.failed(job.begin(path.name), error)
        return
    for entry in entries:
        is_inside = entry.is_file() and entry.resolve().parent == path.resolve()
        if is_inside and entry.name.endswith(_SUFFIXES):
            yield entry
        else:
            reason = f"not a file of the folder that is one of {', '.join(_SUFFIXES)}"
            job.close(job.begin(entry.name), "skipped", reason)


def _collect_file(job: Job, path: Path) -> None:
    whole = job.begin(path.name)
    count = 0
    try:
        for record in records(path):
            count += 1
            _collect_record(job, record)
    except FetchError as error:
        job.close(whole, error.status, f"after {count} records: {error.reason}")
        return
    job.close(whole, "listed", f"{count} responses", path.stat().st_size)


def _collect_record(job: Job, record: Any) -> None:
    target = (record.headers.get("WARC-Target-URI") or "").strip("<>")
    attempt = job.begin(target or "a record without an address")
    try:
        address = guard.check_address(target, local=job.source.local)
        job.check(address)
        _stage(job, attempt, address, page_of(record, job.source.max_bytes))
    except FetchError as error:
        job.failed(attempt, error)


def _stage(job: Job, attempt: Attempt, address: str, page: Page) -> None:
    with foreign("the page"):
        try:
            decoded = encoding.decode(page.body, page.declared_encoding, is_html=True)
        except encoding.EncodingError as error:
            raise FetchError(str(error), "quarantined") from error
        _, tags = scan(decoded.shown)
        said = read(decoded.shown, tags, address, None)
    identity = of_page(address, said.canonical)
    job.check(identity)
    digest = hashlib.sha256(page.body).hexdigest()
    known = (*job.seen.of_identity(identity), *job.seen.of_target(address))
    if any(snapshot.raw_sha256 == digest for snapshot in known):
        job.close(attempt, "unchanged", size=len(page.body))
        return
    named = _named(page.headers)
    reserved = None
    if not reservations.is_waived(named):
        reserved = reservations.of_headers(named) or said.tdm_evidence
    snapshot = Snapshot(
        source=job.source.name,
        target=address,
        fetched_at=job.fetched_at,
        raw_sha256=digest,
        raw_bytes=len(page.body),
        disposition="staged",
        content_type=page.content_type,
        declared_encoding=page.declared_encoding,
        canonical_url=identity,
        retention=reservations.retention(job.source.retention, reserved),
        tdm_reserved=reserved is not None,
        tdm_evidence=reserved,
        http_status=page.status,
    )
    if texts.is_same(job, snapshot, partial(texts.digest, job, snapshot, page.body)):
        snapshot = replace(snapshot, disposition="unchanged")
    exchange = HttpExchange("", [], f"HTTP/1.1 {page.status}", page.headers)
    job.seen.add(job.writer.add(snapshot, page.body, exchange))
    job.bytes += len(page.body)
    if snapshot.disposition == "staged":
        job.close(attempt, "staged", size=len(page.body))
    else:
        job.close(attempt, "unchanged", "same main text", len(page.body))
