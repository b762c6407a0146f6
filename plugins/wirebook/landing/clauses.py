"""What may be kept around the amounts of a text that may not be kept whole.

An amount is kept with its clause: the words between the nearest marks that part a sentence. Of the
whole text no more than a share is kept; where the clauses are more than that, every one is cut to
the same number of characters on either side of its amount, the largest that fits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

Span = tuple[int, int]

# Marks that part a sentence; a comma, point or colon between digits is part of a number.
_MARK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|[;()\[\]{}<>«»《》「」『』“”、，；：—–…]|\s-\s|\n")


def kept_spans(
    text: str, amounts: Sequence[Span], sentences: Sequence[Span], share: float
) -> list[Span | None]:
    """Return what is kept around each amount, in their order; None where the share is used up.

    ``sentences`` are those of the amounts. The characters of all spans together, each counted
    once, are at most ``share`` of the text, and every span holds its amount whole.
    """
    budget = int(len(text) * share)
    clauses = [_clause(text, *pair) for pair in zip(amounts, sentences, strict=True)]

    def cut(margin: int) -> list[Span]:
        return [_cut(text, *pair, margin) for pair in zip(amounts, clauses, strict=True)]

    if _size(amounts) > budget:
        return _first_that_fit(amounts, budget)
    longest = max((end - start for start, end in clauses), default=0)
    return list(cut(_largest(longest, lambda margin: _size(cut(margin)) <= budget)))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap or touch as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _size(spans: Iterable[Span]) -> int:
    return sum(end - start for start, end in merged(spans))


def _clause(text: str, amount: Span, sentence: Span) -> Span:
    start, end = min(sentence[0], amount[0]), max(sentence[1], amount[1])
    for mark in _MARK.finditer(text, start, amount[0]):
        start = mark.end()
    after = _MARK.search(text, amount[1], end)
    end = end if after is None else after.start()
    return _trimmed(text, start, amount[0], end, amount[1])


def _trimmed(text: str, start: int, last_start: int, end: int, first_end: int) -> Span:
    before, behind = text[start:last_start], text[first_end:end]
    return last_start - len(before.lstrip()), first_end + len(behind.rstrip())


def _cut(text: str, amount: Span, clause: Span, margin: int) -> Span:
    """Return a clause cut to whole words within a margin on either side of its amount."""
    start, end = max(clause[0], amount[0] - margin), min(clause[1], amount[1] + margin)
    if start > clause[0]:
        gap = text.find(" ", start - 1, amount[0])
        spaced = text.find(" ", clause[0], amount[0]) >= 0
        start = gap + 1 if gap >= 0 else amount[0] if spaced else start
    if end < clause[1]:
        gap = text.rfind(" ", amount[1], end + 1)
        spaced = text.find(" ", amount[1], clause[1]) >= 0
        end = gap if gap >= 0 else amount[1] if spaced else end
    return start, end


def _largest(most: int, fits: Callable[[int], bool]) -> int:
    """Return the largest number up to ``most`` that fits; 0 does, and so does all below it."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(middle) else (low, middle - 1)
    return low


def _first_that_fit(amounts: Sequence[Span], budget: int) -> list[Span | None]:
    sizes = accumulate(end - start for start, end in amounts)
    return [span if size <= budget else None for span, size in zip(amounts, sizes, strict=True)]
