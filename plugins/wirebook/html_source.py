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
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_ATTRIBUTE = re.compile(r"([a-zA-Z_][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HIDDEN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}
_NOTED = frozenset(("html", "meta", "link", "time", "script", "h1", "title", "body"))
_OPENING = re.compile(
    f"<(?:!--|[!?]|({'|'.join(sorted(_NOTED | _HIDDEN.keys()))})(?![a-zA-Z0-9-]))", re.IGNORECASE
)
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


def scan(page: str) -> tuple[Stream, list[Tag]]:
    """Return a page's visible characters and its noteworthy start tags, in linear time."""
    hidden, tags = _special(page)
    points = _points(page)
    shown = ~_markup(points)
    for start, end in hidden:
        shown[start:end] = False
    return _stream(page, points, shown), tags


def stream_of(text: str) -> Stream:
    """Return the characters of a text without markup, references decoded."""
    points = _points(text)
    return _stream(text, points, np.ones(len(points), dtype=np.bool_))


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _stream(page: str, points: npt.NDArray[np.uint32], shown: npt.NDArray[np.bool_]) -> Stream:
    points = points.copy()
    ends = np.arange(1, len(points) + 1, dtype=np.int64)
    for match in _REFERENCE.finditer(page):
        if shown[match.start()] and (decoded := html.unescape(match[0])) != match[0]:
            shown[match.start() + 1 : match.end()] = False
            points[match.start()] = ord(decoded[0])
            ends[match.start()] = match.end()
    starts = np.flatnonzero(shown)
    starts = starts[~_left_out(points[starts])]
    text = points[starts].tobytes().decode("utf-32-le", "surrogatepass")
    return Stream(text, starts, ends[starts])


def _markup(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Tell for each character whether it stands in a tag: from ``<`` and a letter to ``>``."""
    opens = np.flatnonzero(points[:-1] == ord("<"))
    after = points[opens + 1]
    letter = ((after | 0x20) >= ord("a")) & ((after | 0x20) <= ord("z"))
    opens = opens[letter | (after == ord("/"))]
    closes = np.append(np.flatnonzero(points == ord(">")), len(points) - 1)
    # Of tags that end at one ">" the first holds the others, so the spans left do not overlap.
    ends, first = np.unique(closes[np.searchsorted(closes, opens)], return_index=True)
    turns = np.column_stack((opens[first], ends + 1)).ravel()
    runs = np.diff(turns, prepend=0, append=len(points))
    result: npt.NDArray[np.bool_] = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return result


def _special(page: str) -> tuple[list[tuple[int, int]], list[Tag]]:
    """Return the spans that show nothing (comments, scripts, declarations), and the tags."""
    hidden: list[tuple[int, int]] = []
    tags: list[Tag] = []
    at = 0
    while (match := _OPENING.search(page, at)) is not None:
        start = match.start()
        if match[1] is None:
            at = _past(page, "-->" if page.startswith("<!--", start) else ">", match.end())
            hidden.append((start, at))
            continue
        name = match[1].lower()
        at = close = end = _past(page, ">", match.end())
        if name in _HIDDEN:
            closing = _HIDDEN[name].search(page, end)
            at = close = closing.start() if closing is not None else len(page)
            hidden.append((start, close))
        if name in _NOTED:
            tags.append(Tag(name, attributes(page[start:end]), end, close))
    return hidden, tags


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag's source, references decoded, names in lower case."""
    return {
        match[1].lower(): html.unescape(match[2] or match[3] or match[4] or "")
        for match in _ATTRIBUTE.finditer(tag)
    }


def compact(text: str) -> str:
    """Return ``text`` with what a stream leaves out left out."""
    return "".join(c for c in text if not _is_left_out(c))


def _past(page: str, mark: str, start: int) -> int:
    at = page.find(mark, start)
    return len(page) if at < 0 else at + len(mark)


def _is_left_out(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) in ("Cc", "Cf")


def _left_out(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    known = _KNOWN.take(points)
    if (known < 0).any():
        for point in np.unique(points[known < 0]):
            _KNOWN[point] = _is_left_out(chr(int(point)))
        known = _KNOWN.take(points)
    result: npt.NDArray[np.bool_] = known == 1
    return result
