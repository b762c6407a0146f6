"""Content codings undone as a stream, counting what comes out.

A cap on what goes in has no effect: 300 kB of gzip hold 300 MB. Every decoder is asked for at most
a chunk at a time, so neither memory nor time goes past the cap, however codings are nested.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from typing import IO, Any, Protocol, cast

import brotli  # type: ignore[import-untyped]
import zstandard
from w3lib.encoding import resolve_encoding

from wirebook.fetch.base import FetchError

ACCEPTED = "gzip, deflate, br, zstd"
_CHUNK = 65_536
_MOST_CODINGS = 3
_LONGEST = 1_000  # characters of a header
_NO_CODINGS = frozenset(
    ("", "identity", "none", "null", "no", "plain", "text", "text/html", "binary", "7bit", "8bit")
)
_ZSTD_WINDOW = 8 * 1024 * 1024  # RFC 8878 asks decoders to support 8 MB; more is a memory bomb


class Reader(Protocol):
    """Something with ``read(size)`` that returns at most that many bytes, none at the end."""

    def read(self, size: int = -1, /) -> bytes: ...


def named(value: str) -> list[str]:
    """Return the codings that a Content-Encoding lists, the first applied first.

    Browsers pass over what names no coding (a charset, ``none``), and so do we: an answer is then
    what it is. Unknown codings stay, to be refused.
    """
    listed = [name.strip().lower() for name in value[:_LONGEST].split(",")]
    return [name for name in listed if name not in _NO_CODINGS and not resolve_encoding(name)]


def read_all(reader: Reader, codings: Sequence[str], max_bytes: int) -> bytes:
    """Return the body with its codings undone, last applied first.

    Raises FetchError when more than ``max_bytes`` come out (refused) or a coding is broken, not
    known, or nested deeper than any honest server does.
    """
    names = [
        name.strip().lower() for name in codings if name.strip().lower() not in ("", "identity")
    ]
    if len(names) > _MOST_CODINGS:
        raise FetchError(f"{len(names)} nested content codings", "refused")
    for name in reversed(names):
        if name not in _DECODERS:
            raise FetchError(f"content coding {name[:40]!r} is not known")
        reader = _DECODERS[name](reader)
    parts: list[bytes] = []
    total = 0
    try:
        while part := reader.read(_CHUNK):
            total += len(part)
            if total > max_bytes:
                raise FetchError(f"more than max_bytes ({max_bytes}) come out of it", "refused")
            parts.append(part)
    except (zlib.error, brotli.error, zstandard.ZstdError, EOFError) as error:
        raise FetchError(f"its content coding is broken: {error}") from error
    return b"".join(parts)


class _Zlib:
    """gzip (several members) and deflate, with or without the zlib header servers forget."""

    def __init__(self, reader: Reader, window: int) -> None:
        self._reader = reader
        self._window = window
        self._decoder = zlib.decompressobj(window)
        self._input = b""
        self._started = False

    def read(self, size: int = -1, /) -> bytes:
        while True:
            if not self._input:
                self._input = self._reader.read(_CHUNK)
                if not self._input:
                    return self._at_end()
            out = self._step(size if size > 0 else _CHUNK)
            if out:
                return out

    def _step(self, size: int) -> bytes:
        if self._decoder.eof:
            # Zero padding after the last member is common and is not another member.
            self._input = self._input.lstrip(b"\x00")
            if not self._input:
                return b""
            self._decoder = zlib.decompressobj(self._window)
        try:
            out = self._decoder.decompress(self._input, size)
        except zlib.error:
            if self._window != zlib.MAX_WBITS or self._started:
                raise
            self._window = -zlib.MAX_WBITS
            self._decoder = zlib.decompressobj(self._window)
            out = self._decoder.decompress(self._input, size)
        self._started = True
        self._input = self._decoder.unused_data or self._decoder.unconsumed_tail
        return out

    def _at_end(self) -> bytes:
        if self._started and not self._decoder.eof:
            raise EOFError("it ends in the middle")
        return b""


class _Brotli:
    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._decoder: Any = brotli.Decompressor()

    def read(self, size: int = -1, /) -> bytes:
        limit = size if size > 0 else _CHUNK
        while not self._decoder.is_finished():
            given = b""
            if self._decoder.can_accept_more_data():
                given = self._reader.read(_CHUNK)
                if not given:
                    raise EOFError("it ends in the middle")
            out: bytes = self._decoder.process(given, output_buffer_limit=limit)
            if out:
                return out
        return b""


def _zstd(reader: Reader) -> Reader:
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    stream: Reader = decoder.stream_reader(
        cast(IO[bytes], reader), read_size=16_384, read_across_frames=True
    )
    return stream


_DECODERS: dict[str, Callable[[Reader], Reader]] = {
    "gzip": lambda reader: _Zlib(reader, zlib.MAX_WBITS | 16),
    "x-gzip": lambda reader: _Zlib(reader, zlib.MAX_WBITS | 16),
    "deflate": lambda reader: _Zlib(reader, zlib.MAX_WBITS),
    "br": _Brotli,
    "zstd": _zstd,
}
