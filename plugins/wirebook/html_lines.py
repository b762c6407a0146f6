"""Extracted lines found again in a page's characters, and put together as text with places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from wirebook.html_source import Positions, Stream, compact

# One line: its words and where each stands in the stream.
Line = list[tuple[int, str]]

_NEAR = 50_000
_WINDOW = 2_000
# Lines that are looked up from the page's start; past that a hostile page would cost its square.
_MOST_MISSES = 100
_MARKS = frozenset(("|", "-", "*", "•"))


@dataclass(frozen=True, slots=True)
class Placed:
    """Text with the source positions of each character; gaps between words are empty spans."""

    text: str
    starts: Positions
    ends: Positions

    def followed_by(self, other: Placed) -> Placed:
        """Return both, a line end between them."""
        if not self.text or not other.text:
            return self if self.text else other
        gap = self.ends[-1:]
        return Placed(
            f"{self.text}\n{other.text}",
            np.concatenate((self.starts, gap, other.starts)),
            np.concatenate((self.ends, gap, other.ends)),
        )


def locate(stream: Stream, text: str, at: int = 0) -> list[Line]:
    """Return the lines of ``text`` as they stand in the page; what is not there is left out.

    ``at`` is where to look first. A line is sought as a whole, nearby and then from the start, and
    word by word where the extractor changed it (table bars, bullets).
    """
    found: list[Line] = []
    misses = 0
    for line in text.splitlines():
        words = _words(line)
        joined = "".join(words)
        if not joined:
            continue
        place = stream.text.find(joined, at, at + len(joined) + _NEAR)
        if place < 0 and misses < _MOST_MISSES:
            misses += 1
            place = stream.text.find(joined)
        pieces = list(_walk(place, words) if place >= 0 else _piecewise(stream, words, at))
        if pieces:
            found.append(pieces)
            at = pieces[-1][0] + len(pieces[-1][1])
    return found


def put_together(stream: Stream, lines: Sequence[Line]) -> Placed:
    """Return the text of lines, single spaces between words, with each character's place."""
    pieces = [piece for line in lines for piece in line]
    if not pieces:
        nothing = np.empty(0, dtype=np.int64)
        return Placed("", nothing, nothing)
    text = "\n".join(" ".join(word for _, word in line) for line in lines)
    places = np.array([place for place, _ in pieces], dtype=np.int64)
    lengths = np.array([len(word) for _, word in pieces], dtype=np.int64)
    # Each word takes its characters and one gap after it; the last gap is cut off.
    before = np.cumsum(lengths + 1) - (lengths + 1)
    within = np.arange(int((lengths + 1).sum()), dtype=np.int64) - np.repeat(before, lengths + 1)
    last = np.repeat(lengths - 1, lengths + 1)
    index = np.repeat(places, lengths + 1) + np.minimum(within, last)
    ends = stream.ends[index]
    starts = np.where(within > last, ends, stream.starts[index])
    return Placed(text, starts[:-1], ends[:-1])


def size(lines: Sequence[Line]) -> int:
    """Return the number of characters that lines take up, white space aside."""
    return sum(line[-1][0] + len(line[-1][1]) - line[0][0] for line in lines)


def _words(line: str) -> list[str]:
    words = line.split()
    if "".join(words).isprintable():
        return words
    return [kept for word in words if (kept := compact(word))]


def _walk(place: int, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    for word in words:
        yield place, word
        place += len(word)


def _piecewise(stream: Stream, words: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    for word in words:
        if word in _MARKS:
            continue
        place = stream.text.find(word, at, at + _WINDOW)
        if place >= 0:
            yield place, word
            at = place + len(word)
