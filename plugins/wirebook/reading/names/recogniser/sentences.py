"""A text cut into the sentences that the recogniser reads one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

_LONGEST = 400
_END = re.compile(r"[\n\r\u2028\u2029]+|(?<=[.!?…。])[\"'”’)\]]*\s+(?=\S)")
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Capt|Rev|Hon|Jr|Sr|No|vs"
    r"|Inc|Corp|Co|Ltd|Bros|Mt|Ft))\.\s+$"
)


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a text as (start, end): blanks around them left out, never empty.

    A sentence ends at a line break or after its full stop; one without end is cut at a blank.
    """
    start = 0
    for match in _END.finditer(text):
        cut = match.group()
        if cut[0] not in "\n\r\u2028\u2029":
            before = text[max(start, match.end() - 12) : match.end()]
            if _ABBREVIATION.search(before):
                continue
        yield from _pieces(text, start, match.end())
        start = match.end()
    yield from _pieces(text, start, len(text))


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        cut = text.rfind(" ", start + 1, start + _LONGEST)
        cut = start + _LONGEST if cut < 0 else cut
        yield from _trimmed(text, start, cut)
        start = cut
    yield from _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        yield start, end
