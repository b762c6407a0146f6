"""Characters that a terminal, a log or a spreadsheet would obey, made ones that it only shows.

A control character starts an escape sequence (ESC, C1), a bidi control turns the words after it
round, a filler letter makes an empty name, a pile of marks covers the lines above. What is
invisible and steers nothing (soft hyphen, zero-width space, joiners, variation selectors) is left
out: readers of the page did not see it either, and a name with it is the name without.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

LONGEST = 2000
# Unicode calls these letters, marks or symbols; on a screen they are nothing.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset(
    chr(point)
    for first, last in (
        (0x00AD, 0x00AD),
        (0x034F, 0x034F),
        (0x180B, 0x180F),
        (0x200B, 0x200D),
        (0x2060, 0x2064),
        (0xFE00, 0xFE0F),
        (0xFEFF, 0xFEFF),
        (0xE0100, 0xE01EF),
    )
    for point in range(first, last + 1)
)
# Marks on one letter beyond which they only cover what stands around it.
_MOST_MARKS = 4


class _Shown(dict[int, str]):
    """What :meth:`str.translate` puts for a character, worked out once."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        if char in _INVISIBLE:
            shown = ""
        elif unicodedata.category(char) == "Zs":
            shown = " "
        else:
            shown = char if _is_plain(char) else ascii(char)[1:-1]
        self[point] = shown
        return shown


class _Escaped(dict[int, str]):
    """The same inside a string of JSON, where an escape keeps the character."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        plain = _is_plain(char) or unicodedata.category(char) == "Zs"
        self[point] = char if plain else json.dumps(char)[1:-1]
        return self[point]


def _is_plain(char: str) -> bool:
    return char.isprintable() and char not in _BLANK


_SHOWN, _ESCAPED = _Shown(), _Escaped()


def printable(text: str, longest: int | None = LONGEST) -> str:
    """Return text in one line that can be shown, stored and logged, whoever wrote it.

    Spaces of any kind become plain ones, what is invisible goes, and every other character that is
    not to be seen is written as its escape. At most ``longest`` characters and "..." after them.
    """
    shown = text.translate(_SHOWN)
    if not shown.isascii():
        shown = _without_piles(shown)
    return shown if longest is None or len(shown) <= longest else shown[:longest] + "..."


def printable_lines(text: str, longest: int | None = LONGEST) -> str:
    """Return text of several lines with each of them :func:`printable`."""
    return "\n".join(printable(line, longest) for line in re.split(r"\r?\n", text))


def json_line(value: Any) -> str:
    """Return a value as one line of JSON that a terminal only shows and a program reads back as is.

    Characters that are not to be seen are JSON's own escapes, lone surrogates included.
    """
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPED)


def _without_piles(text: str) -> str:
    """Return text with at most :data:`_MOST_MARKS` marks on a letter."""
    kept, pile = [], 0
    for char in text:
        pile = pile + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        if pile <= _MOST_MARKS:
            kept.append(char)
    return "".join(kept)
