"""Texts whose words are broken inside: soft hyphens, zero-width blanks, a line's end in a number.

Such characters show nothing, yet they stand inside words and numbers: "5 mil\\u00adlion". Readers
of words read the text without them and tell spans of the text as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_INVISIBLE = "\u00ad\u200b\u2060\ufeff"
# "1,200,\n000": three digits on the next line belong to the number that a comma left open.
_BROKEN = re.compile(rf"[{_INVISIBLE}]|(?<=[0-9],)\n(?=[0-9]{{3}}(?![0-9]))")

# A text without these has no break. Plain strings are sought at a tenth of a pattern's cost.
_SIGNS = (*_INVISIBLE, ",\n")


class Mended(NamedTuple):
    """A text without its breaks; ``places`` are the offsets in the given text, None if none."""

    text: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the given text of a span of the mended one."""
        if self.places is None or start >= end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def mended(text: str) -> Mended:
    """Return ``text`` without characters that break words; itself where there are none."""
    if text.isprintable() or not any([sign in text for sign in _SIGNS]):
        return Mended(text, None)
    parts, places, at = [], [], 0
    for m in _BROKEN.finditer(text):
        parts.append(text[at : m.start()])
        places.append(range(at, m.start()))
        at = m.end()
    if at == 0:
        return Mended(text, None)
    parts.append(text[at:])
    places.append(range(at, len(text)))
    return Mended("".join(parts), tuple(place for part in places for place in part))
