"""Pages whose longest text is no article: sections full of teasers, walls that ask for consent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources

import yaml

from wirebook.pages.blocks import Runs, cut
from wirebook.pages.lines import Line
from wirebook.pages.source import Stream

_LEAST_TEASERS = 3
# Characters, white space aside: a longer text below a linked headline is more than its teaser.
_LONGEST_TEASER = 300
_TEASERS_SHARE = 0.8
_LEAST_LINK = 6
_ALL_LINKS = 0.9
_LEAST_PHRASES = 2
_WALL_SHARE = 0.5
_LONGEST_WALL = 4_000


def why(source: str, stream: Stream, lines: Sequence[Line]) -> str | None:
    """Return why a page's main text is no article, None where it may be one."""
    if _is_wall(lines):
        return "a request for consent, not an article"
    if _is_section(cut(source, stream), lines):
        return "a list of other articles, not one"
    return None


def _is_wall(lines: Sequence[Line]) -> bool:
    texts = ["".join(piece.text for piece in line).lower() for line in lines]
    whole = sum(map(len, texts))
    if whole > _LONGEST_WALL:
        return False
    said: set[str] = set()
    asking = 0
    for text in texts:
        found = {phrase for phrase in _phrases() if phrase in text}
        said |= found
        asking += len(text) * bool(found)
    return len(said) >= _LEAST_PHRASES and asking >= _WALL_SHARE * whole


@cache
def _phrases() -> tuple[str, ...]:
    file = resources.files("wirebook.pages").joinpath("consent.yaml")
    return tuple(yaml.safe_load(file.read_text(encoding="utf-8")))


def _is_section(page: Runs, lines: Sequence[Line]) -> bool:
    """Tell whether nearly all of a text are short pieces, each below a headline that is a link.

    The headlines are headings, or each stands with its teaser in an element of its own.
    """
    headlines = [
        run
        for run in page.runs
        if run.linked >= _ALL_LINKS and run.end - run.start >= _LEAST_LINK and not run.is_furniture
    ]
    below: dict[int, int] = {}
    at = -1
    total = 0
    for place, length in sorted(
        (line[0].place, sum(piece.length for piece in line)) for line in lines
    ):
        while at + 1 < len(headlines) and headlines[at + 1].start <= place:
            at += 1
        if at >= 0 and headlines[at].start <= place < headlines[at].end:
            continue  # a headline that was chosen itself
        total += length
        if at >= 0:
            below[at] = below.get(at, 0) + length
    teasers = [number for number, length in below.items() if length <= _LONGEST_TEASER]
    if len(teasers) < _LEAST_TEASERS:
        return False
    if sum(below[number] for number in teasers) < _TEASERS_SHARE * total:
        return False
    heads = [headlines[number] for number in teasers]
    are_headings = sum(head.is_heading for head in heads) >= _LEAST_TEASERS
    return are_headings or len({head.holder for head in heads}) == len(heads)
