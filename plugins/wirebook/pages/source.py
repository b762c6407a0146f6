"""The visible characters of an HTML page, each with its place in the source.

Extractors say which text is the article; they do not say where it stands. So we find it again:
the page's text nodes, character references decoded and white space left out, are one string, and a
line of extracted text is looked up in it.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Positions = npt.NDArray[np.int64]

_REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_ATTRIBUTE = re.compile(r"([a-zA-Z_][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_HIDDEN = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "template")}
# The start tags that are kept, as far as they say something: most links are style sheets, and a
# script with an address has nothing inside.
_NOTED = dict.fromkeys(("html", "meta", "time", "h1", "title", "body"), re.compile("")) | {
    "link": re.compile(r".*canonical", re.IGNORECASE | re.DOTALL),
    "script": re.compile(r"(?!.*\ssrc\s*=)", re.IGNORECASE | re.DOTALL),
}
_NAMES = sorted(_NOTED.keys() | _HIDDEN.keys())
# Most tags are none of these, which their first letter mostly tells: it halves the time.
_OPENING = re.compile(
    f"<(?=[!?{''.join(name[0] for name in _NAMES)}])(?:!--|[!?]|({'|'.join(_NAMES)})(?![a-z0-9-]))",
    re.IGNORECASE,
)
_LONGEST = 2_000
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
    return _visible(page, hidden), tags


def stream_of(text: str) -> Stream:
    """Return the characters of a text without markup, references decoded."""
    points = _points(text)
    return _stream(text, points, np.ones(len(points), dtype=np.bool_))


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _visible(page: str, hidden: Sequence[tuple[int, int]]) -> Stream:
    """Return the characters outside tags and outside the spans that show nothing.

    Scripts are most of a page, so they are cut out before characters are looked at. A line break
    takes their place: no tag and no reference begins before one and ends after it.
    """
    starts = [0, *(end for _, end in hidden)]
    ends = [*(start for start, _ in hidden), len(page)]
    text = "\n".join([page[start:end] for start, end in zip(starts, ends, strict=True)])
    points = _points(text)
    stream = _stream(text, points, ~_markup(points))
    lengths = np.subtract(ends, starts) + 1
    begins = np.cumsum(lengths) - lengths
    count = np.diff(np.searchsorted(stream.starts, begins), append=len(stream.starts))
    shift = np.repeat(starts - begins, count)
    return Stream(stream.text, stream.starts + shift, stream.ends + shift)


def _stream(text: str, points: npt.NDArray[np.uint32], shown: npt.NDArray[np.bool_]) -> Stream:
    points = points.copy()
    ends = np.arange(1, len(points) + 1, dtype=np.int64)
    for match in _REFERENCE.finditer(text):
        if shown[match.start()] and (decoded := html.unescape(match[0])) != match[0]:
            shown[match.start() + 1 : match.end()] = False
            points[match.start()] = ord(decoded[0])
            ends[match.start()] = match.end()
    starts = np.flatnonzero(shown)
    starts = starts[~_left_out(points[starts])]
    chars = points[starts].tobytes().decode("utf-32-le", "surrogatepass")
    return Stream(chars, starts, ends[starts])


def _markup(points: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Tell for each character whether it stands in a tag: from ``<`` and a letter to ``>``."""
    opens = np.flatnonzero(points[:-1] == ord("<"))
    after = points[opens + 1]
    letter = ((after | 0x20) >= ord("a")) & ((after | 0x20) <= ord("z"))
    opens = opens[letter | (after == ord("/"))]
    closes = np.append(np.flatnonzero(points == ord(">")), len(points) - 1)
    # Of tags that end at one ">" the first holds the others, so the spans left do not overlap.
    ends = np.searchsorted(closes, opens)
    is_first = np.diff(ends, prepend=-1) > 0
    turns = np.column_stack((opens[is_first], closes[ends[is_first]] + 1)).ravel()
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
        if name in _NOTED and _NOTED[name].match(page, start, end) is not None:
            tags.append(Tag(name, attributes(page[start:end]), end, close))
    return hidden, tags


def attributes(tag: str) -> dict[str, str]:
    """Return the attributes of a start tag's source, references decoded, names in lower case."""
    found = _ATTRIBUTE.findall(tag)
    return {name.lower(): html.unescape(one or two or bare) for name, one, two, bare in found}


def element_text(page: str, tag: Tag) -> str:
    """Return the words of a short element without markup; they are not placed."""
    close = re.compile(f"</{tag.name}", re.IGNORECASE).search(page, tag.end, tag.end + _LONGEST)
    if close is None:
        return ""
    piece = re.sub(r"<[^>]*>", " ", page[tag.end : close.start()])
    return " ".join(html.unescape(piece).split())


def compact(text: str) -> str:
    """Return ``text`` with what a stream leaves out left out."""
    kept = text.replace(" ", "")
    return kept if kept.isprintable() else "".join([c for c in kept if not _is_left_out(c)])


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
