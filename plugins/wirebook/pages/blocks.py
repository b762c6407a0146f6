"""A page's text cut at its block tags, to mend what an extractor chose from it.

Extractors join lines that the page breaks, and lose text that stands bare between elements, such
as the paragraph after a subheading. The page's own structure tells where both are.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from wirebook.pages.lines import Line, Piece
from wirebook.pages.source import Stream

_FURNITURE = frozenset(("nav", "aside", "figure", "figcaption", "header", "footer"))
_HOLDERS = (
    f"article|section|main|div|td|th|body|blockquote|center|ul|ol|dl|table|{'|'.join(_FURNITURE)}"
)
_BREAKS = "p|br|hr|li|tr|dd|dt|h[1-6]|pre|caption|legend|summary"
_BLOCK = re.compile(rf"<(/?)(?:({_HOLDERS})|({_BREAKS}))(?=[\s/>])([^<>]*)>", re.IGNORECASE)
_LINK = re.compile(r"<(/?)a(?=[\s/>])[^<>]*>", re.IGNORECASE)
_HOLDER = re.compile(rf"<(/?)(?:{_HOLDERS})(?=[\s/>])", re.IGNORECASE)
_CLASS = re.compile(r"\bclass\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]+))", re.IGNORECASE)
_WORDLESS = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"[.!?。！？…][\"'”’」』)\]〉》]*\Z")
_LONGEST_END = 8
_LEAST_CHARS = 15
_ALL_LINKS = 0.9
# How far up an end tag looks for its start tag: past it the tag is stray, so that pages of nothing
# but open tags cost no square.
_DEEPEST = 50


class Run(NamedTuple):
    """Characters ``start`` to ``end`` of a stream with no block tag between them.

    ``holder`` numbers the element that holds it directly; ``kind`` is the block tag before it with
    its class, empty for bare text. ``is_soft`` tells that one line break alone parts it from the
    run before, and ``linked`` is the length of its links by its own, tags and spaces apart.
    """

    start: int
    end: int
    holder: int
    kind: str
    is_furniture: bool
    is_soft: bool
    linked: float

    @property
    def is_heading(self) -> bool:
        """Tell whether the run is a heading or part of one."""
        return self.kind[:1] == "h" and self.kind[1:2].isdigit()


@dataclass(frozen=True, slots=True)
class Runs:
    """A page's runs, in order, with the stream and source they are cut from."""

    source: str
    stream: Stream
    runs: Sequence[Run]
    starts: Sequence[int]

    def split(self, lines: Sequence[Line]) -> list[Line]:
        """Return the lines, each broken where the page breaks it."""
        return [part for line in lines for part in self._split(line)]

    def without_links(self, lines: Sequence[Line]) -> list[Line]:
        """Return split lines but those that are nothing but links: teasers, tags, menus."""
        return [line for line in lines if self._at(line[0].place).linked < _ALL_LINKS]

    def restored(self, lines: Sequence[Line]) -> list[Line]:
        """Return split lines, in order, with the sentences that were lost beside them.

        A lost sentence stands directly in an element of which text in the same kind of block was
        chosen, is no heading and mostly no link, and was not said elsewhere.
        """
        taken = {self._at(piece.place) for line in lines for piece in line}
        homes = {(run.holder, run.kind) for run in taken}
        said = {self._text(run) for run in taken}
        lost = [
            self.line(run)
            for run in self.runs
            if (run.holder, run.kind) in homes and self._is_prose(run)
            if run not in taken and self._text(run) not in said
        ]
        # A line that was found far away stays behind the line it was given after.
        places = list(accumulate((line[0].place for line in lines), max))
        places += [line[0].place for line in lost]
        order = sorted(range(len(places)), key=places.__getitem__)
        together = [*lines, *lost]
        return [together[index] for index in order]

    def prose(self, lines: Sequence[Line]) -> int:
        """Return how many characters of split lines end like a sentence and are no links."""
        return sum(
            sum(piece.length for piece in line)
            for line in lines
            if _ends_sentence(line[-1].text) and self._at(line[0].place).linked < 0.5
        )

    def all_prose(self) -> int:
        """Return how many characters of the page stand in runs of that sort."""
        return sum(run.end - run.start for run in self.runs if self._is_prose(run))

    def _is_prose(self, run: Run) -> bool:
        return (
            run.end - run.start >= _LEAST_CHARS
            and run.linked < 0.5
            and not run.is_furniture
            and not run.is_heading
            and _ends_sentence(self._text(run))
        )

    def _at(self, place: int) -> Run:
        return self.runs[bisect_right(self.starts, place) - 1]

    def _text(self, run: Run) -> str:
        return self.stream.text[run.start : run.end]

    def _split(self, line: Line) -> Iterator[Line]:
        current: Line = []
        for piece in line:
            first, *others = self._parts(piece)
            current.append(first)
            for part in others:
                yield current
                current = [part]
        yield current

    def _parts(self, piece: Piece) -> list[Piece]:
        """Cut a piece where a run begins that is a line of its own."""
        first = bisect_right(self.starts, piece.place)
        end = bisect_right(self.starts, piece.place + piece.length - 1)
        if first == end:
            return [piece]
        at = [index for index, char in enumerate(piece.text) if char != " "]
        cuts = [0]
        for run in self.runs[first:end]:
            cut = run.start - piece.place
            before = piece.text[max(0, at[cut] - _LONGEST_END) : at[cut]].rstrip()
            if not run.is_heading and (not run.is_soft or _ends_sentence(before)):
                cuts.append(cut)
        at.append(len(piece.text))
        return [
            Piece(piece.place + start, stop - start, piece.text[at[start] : at[stop]].rstrip())
            for start, stop in pairwise([*cuts, piece.length])
        ]

    def line(self, run: Run) -> Line:
        """Return a whole run as a line, spaces where its source has white space."""
        text = self._text(run)
        starts, ends = (
            self.stream.starts[run.start : run.end],
            self.stream.ends[run.start : run.end],
        )
        words: list[str] = []
        at = 0
        for gap in (np.flatnonzero(starts[1:] != ends[:-1]) + 1).tolist():
            between = _WORDLESS.sub("", self.source[ends[gap - 1] : starts[gap]])
            if between and not html.unescape(between).strip():
                words.append(text[at:gap])
                at = gap
        return [Piece(run.start, run.end - run.start, " ".join([*words, text[at:]]))]


def cut(source: str, stream: Stream) -> Runs:
    """Return the runs of a page, in linear time; what holds no characters is left out."""
    return _cut(source, stream, 0, len(source))


def lines_within(source: str, stream: Stream, start: int, end: int) -> list[Line]:
    """Return the runs that lie within a stretch of the stream, each as a line."""
    if start >= end:
        return []
    # With a character more on either side, runs that reach beyond the stretch are seen to.
    before = int(stream.starts[start - 1]) if start else 0
    after = int(stream.ends[min(end, len(stream.ends) - 1)])
    runs = _cut(source, stream, before, after)
    return [runs.line(run) for run in runs.runs if start <= run.start and run.end <= end]


def _cut(source: str, stream: Stream, start: int, end: int) -> Runs:
    tags = list(_BLOCK.finditer(source, start, end))
    edges = [edge for tag in tags for edge in tag.span()]
    # What stands before the first tag, between one and the next, and behind the last.
    spans = np.array([start, *edges, end], dtype=np.int64).reshape(-1, 2)
    places = np.searchsorted(stream.starts, spans)
    lengths = np.diff(places).ravel()
    linked = _linked(source, spans) / np.maximum(lengths, 1)
    holders = _holders(tags)
    runs = []
    kind, last = "", -1
    for index in np.flatnonzero(lengths).tolist():
        between = tags[max(last, 0) : index]
        block = next((tag for tag in reversed(between) if not _is_br(tag)), None)
        kind = kind if block is None else _kind(block)
        is_soft = last == index - 1 and block is None and index > 0
        first, after = places[index].tolist()
        number, _, is_furniture = holders[index]
        share = float(linked[index])
        runs.append(Run(first, after, number, kind, is_furniture, is_soft, share))
        last = index
    return Runs(source, stream, runs, [run.start for run in runs])


def _linked(source: str, spans: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how much of each span of the source stands in links."""
    start, end = int(spans[0, 0]), int(spans[-1, 1])
    tags = list(_LINK.finditer(source, start, end))
    # A link ends where the next one begins, whether it was closed or not.
    ends = [*(tag.start() for tag in tags[1:]), end]
    links = [(tag.end(), stop) for tag, stop in zip(tags, ends, strict=False) if not tag[1]]
    bounds = np.array([(start, start), *links], dtype=np.int64)
    sums = np.cumsum(bounds[:, 1] - bounds[:, 0])
    before = np.column_stack((np.append(0, sums[:-1]), sums))
    so_far = np.interp(spans, bounds.ravel(), before.ravel())
    result: npt.NDArray[np.float64] = so_far[:, 1] - so_far[:, 0]
    return result


def _holders(tags: Sequence[re.Match[str]]) -> list[_Holder]:
    """Return the element that holds what a page begins with, and then what follows each tag."""
    holder = _Holder(0, "", False)
    opened = [holder]
    found = [holder]
    for number, tag in enumerate(tags, start=1):
        if name := tag[2]:
            name = name.lower()
            if tag[1]:
                _close(opened, name)
            else:
                opened.append(_Holder(number, name, opened[-1].is_furniture or name in _FURNITURE))
            holder = opened[-1]
        found.append(holder)
    return found


def _close(opened: list[_Holder], name: str) -> None:
    for depth in range(len(opened) - 1, max(0, len(opened) - _DEEPEST), -1):
        if opened[depth].name == name:
            del opened[depth:]
            return


def depth(source: str) -> int:
    """Return how deep a page's block elements nest at most, those without end tags counted too."""
    deepest = level = 0
    for match in _HOLDER.finditer(source):
        level = max(0, level - 1) if match[1] else level + 1
        deepest = max(deepest, level)
    return deepest


class _Holder(NamedTuple):
    number: int
    name: str
    is_furniture: bool


def _kind(tag: re.Match[str]) -> str:
    """Return the block that a tag opens, with its class; empty where it opens none."""
    if tag[1] or tag[2]:
        return ""
    found = _CLASS.search(tag[4])
    value = "" if found is None else found[1] or found[2] or found[3] or ""
    return f"{tag[3].lower()} {value}"


def _is_br(tag: re.Match[str]) -> bool:
    return tag[3] is not None and tag[3].lower() == "br"


def _ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text, max(0, len(text) - _LONGEST_END)) is not None
