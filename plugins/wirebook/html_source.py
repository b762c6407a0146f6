"""The visible characters of an HTML page, each with its place in the source.

Extractors say which text is the article; they do not say where it stands. So we find it again:
the page's text nodes, character references decoded and white space left out, are one string, and a
line of extracted text is looked up in it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_ANY_TAG = re.compile(r"<(?:/[a-zA-Z][^>]*+|([a-zA-Z][a-zA-Z0-9]*+)[^>]*+)>")
_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_ATTRIBUTE = re.compile(r"([a-zA-Z_][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HIDDEN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}
_NOTED = frozenset(("html", "meta", "link", "time", "script", "h1", "title", "body"))
_SPECIAL = _NOTED | _HIDDEN.keys()
# Per code point: 1 if a stream leaves it out, 0 if not, -1 while nobody asked.
_KNOWN = np.full(0x110000, -1, dtype=np.int8)


@dataclass(frozen=True, slots=True)
class Tag:
    """A start tag worth knowing: ``start`` and ``end`` bound what follows it up to its end tag.

    Only scripts have an ``end`` beyond ``start``; the others' text is read from the stream.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Stream:
    """Characters without white space; ``starts`` and ``ends`` are their places in the source."""

    text: str
    starts: Positions
    ends: Positions


@dataclass(slots=True)
class _Scan:
    nodes: list[tuple[int, int]] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


def scan(page: str) -> tuple[Stream, list[Tag]]:
    """Return a page's visible characters and its noteworthy start tags, in linear time."""
    found = _Scan()
    at = 0
    while (open_ := page.find("<", at)) >= 0:
        if open_ > at:
            found.nodes.append((at, open_))
        # Most tags only need to be stepped over: one match does it.
        plain = _ANY_TAG.match(page, open_)
        if plain is None or (plain[1] is not None and plain[1].lower() in _SPECIAL):
            at = _after_markup(page, open_, found)
        else:
            at = plain.end()
    if at < len(page):
        found.nodes.append((at, len(page)))
    return stream_of(page, found.nodes), found.tags


def stream_of(page: str, nodes: list[tuple[int, int]]) -> Stream:
    """Return the characters of the given spans of ``page``, references decoded."""
    points = np.frombuffer(page.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).copy()
    shown = np.zeros(len(points), dtype=np.bool_)
    ends = np.arange(1, len(points) + 1, dtype=np.int64)
    for start, end in nodes:
        shown[start:end] = True
        if page.find("&", start, end) >= 0:
            for match in _REFERENCE.finditer(page, start, end):
                decoded = html.unescape(match[0])
                if decoded != match[0]:
                    shown[match.start() + 1 : match.end()] = False
                    points[match.start()] = ord(decoded[0])
                    ends[match.start()] = match.end()
    starts = np.flatnonzero(shown & ~_left_out(points)).astype(np.int64)
    text = points[starts].tobytes().decode("utf-32-le", "surrogatepass")
    return Stream(text, starts, ends[starts])


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag's source, references decoded, names in lower case."""
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(tag)
    }


def compact(text: str) -> str:
    """Return ``text`` with what a stream leaves out left out."""
    return "".join(c for c in text if not _is_left_out(c))


def _after_markup(page: str, open_: int, found: _Scan) -> int:
    """Return where the markup that opens at ``open_`` ends, noting tags on the way."""
    if page.startswith("<!--", open_):
        return _past(page, "-->", open_ + 4)
    match = _TAG.match(page, open_)
    if match is None:
        if page.startswith(("<!", "<?"), open_):
            return _past(page, ">", open_)
        found.nodes.append((open_, open_ + 1))
        return open_ + 1
    end = _past(page, ">", match.end())
    name = match[1].lower()
    if page[open_ + 1] == "/" or (name not in _NOTED and name not in _HIDDEN):
        return end
    close = end
    if name in _HIDDEN:
        closing = _HIDDEN[name].search(page, end)
        close = closing.start() if closing is not None else len(page)
    if name in _NOTED:
        found.tags.append(Tag(name, attributes(page[open_:end]), end, close))
    return close


def _past(page: str, mark: str, start: int) -> int:
    at = page.find(mark, start)
    return len(page) if at < 0 else at + len(mark)


def _is_left_out(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def _left_out(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    known = _KNOWN[points]
    if (known < 0).any():
        for point in np.unique(points[known < 0]):
            _KNOWN[point] = _is_left_out(chr(int(point)))
        known = _KNOWN[points]
    result: npt.NDArray[np.bool_] = known == 1
    return result
