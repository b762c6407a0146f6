"""Extracted lines found again in a page's characters, and put together as text with places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wirebook.pages.source import Positions, Stream, compact


class Piece(NamedTuple):
    """Words, single spaces between them, that stand together in a stream at ``place``.

    ``length`` is that of the words, the spaces aside.
    """

    place: int
    length: int
    text: str


Line = list[Piece]

LEAST_CHARS = 40
_NEAR = 50_000
_WINDOW = 2_000
_SPACE = ord(" ")  # words are printable, so what is not above it is a gap between them
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
    in parts where the extractor changed it (table bars, bullets).
    """
    found: list[Line] = []
    misses = 0
    for line in map(str.strip, text.splitlines()):
        # All white space but the space is not printable; most lines have none of it.
        if "  " in line or not line.isprintable():
            line = " ".join([kept for word in line.split() if (kept := compact(word))])
        joined = line.replace(" ", "")
        if not joined:
            continue
        place = stream.text.find(joined, at, at + len(joined) + _NEAR)
        if place < 0 and misses < _MOST_MISSES:
            misses += 1
            place = stream.text.find(joined)
        if place >= 0:
            pieces = [Piece(place, len(joined), line)]
        else:
            pieces = list(_piecewise(stream, line.split(), at))
        if pieces:
            found.append(pieces)
            at = pieces[-1].place + pieces[-1].length
    return found


def put_together(stream: Stream, lines: Sequence[Line]) -> Placed:
    """Return the text of lines, single spaces between words, with each character's place."""
    pieces = [piece for line in lines for piece in line]
    if not pieces:
        nothing = np.empty(0, dtype=np.int64)
        return Placed("", nothing, nothing)
    # Most lines are one piece, and a list is joined faster than a generator.
    text = "\n".join(
        [line[0].text if len(line) == 1 else " ".join([p.text for p in line]) for line in lines]
    )
    places = np.array([piece.place for piece in pieces], dtype=np.int64)
    lengths = np.array([piece.length for piece in pieces], dtype=np.int64)
    # The characters of a piece stand side by side in the stream; gaps stand nowhere.
    printed = np.repeat(places - (np.cumsum(lengths) - lengths), lengths)
    printed += np.arange(len(printed))
    is_gap = _points(text) <= _SPACE
    index = printed.take(np.cumsum(~is_gap) - 1)
    ends = stream.ends.take(index)
    return Placed(text, np.where(is_gap, ends, stream.starts.take(index)), ends)


def _points(text: str) -> npt.NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def size(lines: Sequence[Line]) -> int:
    """Return the number of characters that lines take up, white space aside."""
    return sum([line[-1].place + line[-1].length - line[0].place for line in lines])


def _piecewise(stream: Stream, words: Sequence[str], at: int) -> Iterator[Piece]:
    """Yield what stands between marks, as a whole where the page has it so, else word by word."""
    for is_mark, group in groupby(words, _MARKS.__contains__):
        cell = [] if is_mark else [" ".join(group)]
        if cell and _place(stream, cell[0], at) < 0:
            cell = cell[0].split()
        for text in cell:
            place = _place(stream, text, at)
            if place >= 0:
                yield (piece := Piece(place, len(text) - text.count(" "), text))
                at = place + piece.length


def _place(stream: Stream, text: str, at: int) -> int:
    joined = text.replace(" ", "")
    return stream.text.find(joined, at, at + len(joined) + _WINDOW)
