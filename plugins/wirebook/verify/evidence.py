"""The archived bytes behind a published amount, read by hand: gzip members, WARC heads, digests.

Of an article that is not kept whole the excerpts stand beside it, as records that refer to it.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import IO

_PIECE = 1 << 16
_TAG = re.compile(r"<[^<>]*>")
_GONE = re.compile(r"<(del|s|strike|rt|rp|rtc)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_RAISED = re.compile(r"<sup\b[^<>]*>(.*?)</sup\s*>", re.IGNORECASE | re.DOTALL)
# What a byte means in these depends on the bytes before it.
_STATEFUL = ("iso2022", "iso-2022", "utf-16", "utf-32", "utf-7", "hz")

Heads = Mapping[str, str]


class Archive:
    """What is kept of articles; one archive file is held at a time, so ask in their order."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._excerpts = lru_cache(maxsize=4)(self._read_excerpts)

    def payload(
        self, file: str | None, offset: int | None, record_id: str, digest: str
    ) -> bytes | None | str:
        """Return the bytes of a record, None where they were not kept, or what is wrong."""
        if file is None or offset is None:
            return "its article names no record"
        path = self._folder / file
        if not path.is_file():
            # Dropped after it was read, or with its whole day when that had outlived its time.
            is_dropped = file.endswith(".held.warc.gz") or not path.parent.is_dir()
            return None if is_dropped else f"{file} is not there"
        try:
            with path.open("rb") as stream:
                stream.seek(offset)
                heads, body = _record(_member(stream))
        except (OSError, zlib.error, ValueError) as error:
            return f"{file} cannot be read at {offset}: {error}"
        if heads.get("warc-record-id") != record_id:
            return f"another record stands at {offset} of {file}"
        if hashlib.sha256(body).hexdigest() != digest:
            return f"the bytes at {offset} of {file} have another digest"
        return body

    def excerpt(self, file: str, record_id: str, start: int, end: int) -> str | None:
        """Return characters of an article that was not kept whole, None if they are gone."""
        for (first, last), text in self._excerpts(file).get(record_id, {}).items():
            if first <= start and end <= last:
                return text[start - first : end - first]
        return None

    def moments(self) -> list[str]:
        """Return the end of every interval that was fetched, in ISO form and in order."""
        found = set()
        for index in self._folder.glob("*/*/index.jsonl"):
            with index.open("rb") as lines:
                head = json.loads(lines.readline())
            found |= {key.split("/")[1] for key in head["intervals"]}
        return sorted(found)

    def _read_excerpts(self, file: str) -> dict[str, dict[tuple[int, int], str]]:
        held = self._folder / file
        found: dict[str, dict[tuple[int, int], str]] = {}
        for path in sorted(held.parent.glob(f"{held.name.partition('.')[0]}.*.excerpts.warc.gz")):
            if damage(path) is not None:
                continue  # what it keeps then counts as not kept, and wirebook doctor names it
            for heads, body in _records(path):
                if heads.get("warc-type") == "conversion":
                    start, _, end = heads["wirebook-characters"].partition("-")
                    article = found.setdefault(heads["warc-refers-to"], {})
                    article[int(start), int(end)] = body.decode("utf-8")
        return found


def says(raw: bytes, start: int, end: int, encoding: str, surface: str) -> bool:
    """Tell whether bytes of a page, decoded and without its tags, are what is printed."""
    if encoding.lower().replace("_", "-").startswith(_STATEFUL):
        before = raw[:start].decode(encoding, "replace")
        piece = raw[:end].decode(encoding, "replace")[len(before) :]
    else:
        piece = raw[start:end].decode(encoding, "replace")
    # Struck-out prices, readings and raised notes are not printed; raised cents follow a point.
    without = _GONE.sub("", piece)
    forms = (piece, without, _RAISED.sub("", without), _RAISED.sub(r".\1", without))
    said = visible(surface)
    return any(visible(html.unescape(_TAG.sub("", form))) == said for form in forms)


def visible(text: str) -> str:
    """Return the characters of a text that take up ink, in one form."""
    text = unicodedata.normalize("NFKC", text)
    return "".join(c for c in text if unicodedata.category(c)[0] not in "ZC")


def damage(path: Path) -> str | None:
    """Return what is wrong with an archive file: its first record that is not what was written."""
    number = 0
    try:
        for number, (heads, block) in enumerate(_blocks(path), start=1):
            told = heads.get("warc-block-digest", "").partition(":")[2]
            if told != base64.b32encode(hashlib.sha256(block).digest()).decode():
                return f"record {number} is not what was written"
    except (OSError, zlib.error, ValueError, KeyError) as error:
        return f"record {number + 1} cannot be read: {error}"
    return None


def _member(stream: IO[bytes]) -> bytes:
    """Return the content of the gzip member that begins here."""
    inflate, parts = zlib.decompressobj(31), []
    while not inflate.eof:
        piece = stream.read(_PIECE)
        if not piece:
            raise ValueError("it ends early")
        parts.append(inflate.decompress(piece))
    stream.seek(-len(inflate.unused_data), 1)
    return b"".join(parts)


def _records(path: Path) -> Iterator[tuple[Heads, bytes]]:
    for heads, block in _blocks(path):
        yield heads, _payload(heads, block)


def _blocks(path: Path) -> Iterator[tuple[Heads, bytes]]:
    with path.open("rb") as stream:
        while stream.read(1):
            stream.seek(-1, 1)
            yield _block(_member(stream))


def _record(content: bytes) -> tuple[Heads, bytes]:
    heads, block = _block(content)
    return heads, _payload(heads, block)


def _block(content: bytes) -> tuple[Heads, bytes]:
    head, _, rest = content.partition(b"\r\n\r\n")
    heads = _heads(head)
    return heads, rest[: int(heads["content-length"])]


def _payload(heads: Heads, block: bytes) -> bytes:
    is_http = heads.get("content-type", "").startswith("application/http")
    return block.partition(b"\r\n\r\n")[2] if is_http else block


def _heads(head: bytes) -> Heads:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    return {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
