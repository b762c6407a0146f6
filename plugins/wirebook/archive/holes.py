"""Records taken out of an archive file, with a hole of the same length in their place.

The places of the other records are known to the landing and to every published version, so none may
move. A hole is a gzip member that holds one short WARC record and whose header comment is as long
as it takes (RFC 1952, FCOMMENT), so every reader of WARC files passes over it.
"""

from __future__ import annotations

import gzip
import struct
import zlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import IO

from wirebook import whole_files
from wirebook.archive import records

_PIECE = 1 << 16
_BY = (b"warc-record-id", b"warc-refers-to", b"warc-concurrent-to")
# Magic, deflate, a comment follows, no time, no extra flags, no system.
_HEADER = b"\x1f\x8b\x08\x10\x00\x00\x00\x00\x00\xff"
_SAID = b"erased\n"


def punch(path: Path, record_ids: Collection[str], date: str) -> int:
    """Take the records of these ids, and those that refer to them, out of an archive file.

    Returns how many went. The file is replaced in one step, and left alone where none is in it;
    ``date`` is what the holes bear. Raises OSError, ValueError or zlib.error where it is damaged.
    """
    wanted = {record_id.encode() for record_id in record_ids}
    places = [(start, end) for start, end, ids in _members(path) if not wanted.isdisjoint(ids)]
    if not places:
        return 0
    with (
        whole_files.replacing(path) as partial,
        path.open("rb") as stream,
        partial.open("wb") as out,
    ):
        for start, end in _joined(places):
            _copy(stream, out, start)
            out.write(_hole(path.name, start, end - start, date))
            stream.seek(end)
        _copy(stream, out, path.stat().st_size)
    return len(places)


def _copy(stream: IO[bytes], out: IO[bytes], until: int) -> None:
    while piece := stream.read(min(_PIECE, until - stream.tell())):
        out.write(piece)


def _joined(places: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the stretches, those that follow upon each other as one."""
    first, last = places[0]
    for start, end in places[1:]:
        if start == last:
            last = end
            continue
        yield first, last
        first, last = start, end
    yield first, last


def _hole(name: str, start: int, size: int, date: str) -> bytes:
    whole = records.record(
        "metadata",
        records.record_id("hole", name, str(start), str(size)),
        date,
        _SAID,
        content_type="text/plain",
    )
    content = gzip.decompress(whole)
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = squeeze.compress(content) + squeeze.flush()
    tail = struct.pack("<II", zlib.crc32(content), len(content))
    room = size - len(_HEADER) - 1 - len(body) - len(tail)
    if room < 0:
        raise ValueError(f"{name} has no room for a hole at {start}")
    return _HEADER + b" " * room + b"\x00" + body + tail


def _members(path: Path) -> Iterator[tuple[int, int, set[bytes]]]:
    """Yield where each member of a file begins and ends, and the ids that its record names."""
    with path.open("rb") as stream:
        start = 0
        while stream.read(1):
            stream.seek(start)
            head, end = _inflated(stream, start)
            yield start, end, set(_ids(head))
            start = end
            stream.seek(start)


def _inflated(stream: IO[bytes], start: int) -> tuple[bytes, int]:
    """Return the head of the record of the member that begins here, and where the member ends."""
    inflate, head, end = zlib.decompressobj(31), b"", start
    while not inflate.eof:
        piece = stream.read(_PIECE)
        if not piece:
            raise ValueError("it ends early")
        content = inflate.decompress(piece)
        if b"\r\n\r\n" not in head:
            head += content
        end += len(piece) - len(inflate.unused_data)
    return head.partition(b"\r\n\r\n")[0], end


def _ids(head: bytes) -> Iterator[bytes]:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.strip().lower() in _BY:
            yield value.strip()
