"""A change and the level it led to are two amounts: rose $1.2 million to $23.5 million.

So are two levels: rose from 30 to 36 sen. Only a word of movement before the first number tells
them from a range; the words are in ``lexicon/<language>/numerals.yaml``: ``moves`` for what may
stand anywhere before "from", ``moves_by`` for what may stand right before the change itself.
"""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.amounts.priced_numbers import Side
from wirebook.reading.lexicons import listed
from wirebook.reading.patterns import one_of

# Characters before the first number in which "from" stands, and a word of movement.
_FROM, _MOVING, _BY = 14, 50, 46
_CLAUSE_END = re.compile(r"[。！？；;，\n]|[.!?] ")


class Changes:
    """The words of movement of one set of languages; see :func:`changes_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        def words(key: str) -> str:
            return one_of(listed(langs, "numerals", key))

        self._from = re.compile(rf"(?<![A-Za-z])(?i:{words('from')})[ \u00a0\n]?$")
        self._moves = re.compile(rf"(?<![A-Za-z])(?i:{words('moves')})(?![A-Za-z])")
        self._by = re.compile(
            rf"(?<![A-Za-z])(?i:{words('moves_by')})"
            rf"(?:[ \u00a0\n]?(?i:{words('moves_fillers')}))*[ \u00a0\n]?$"
        )
        self._to = frozenset(listed(langs, "numerals", "moves_to"))

    def moved(self, text: str, left: Side, right: Side, connector: re.Match[str]) -> bool:
        """Whether something moved by ``left``, or from it, to ``right``."""
        joined = connector["word"] or connector["sign"]
        if joined is None or joined.lower() not in self._to:
            return False
        start = left.start
        if self._from.search(text, max(0, start - _FROM), start) is not None:
            near = _CLAUSE_END.split(text[max(0, start - _MOVING) : start])[-1]
            return self._moves.search(near) is not None
        if not _is_whole(left, right):
            return False  # rose by $2 to $3 billion: a range
        return self.moves(text, start)

    def moves(self, text: str, start: int) -> bool:
        """Whether something moved by the amount that begins at ``start``: rose $2 million."""
        return self._by.search(text, max(0, start - _BY), start) is not None


def _is_whole(left: Side, right: Side) -> bool:
    """Whether the first number says its currency and magnitude itself."""
    if left.unit is None:
        return False
    plain = left.numeral.unit == 1 and left.factor == left.unit.of
    of = right.unit.of if right.unit is not None else 1
    return not plain or right.numeral.unit == 1 and right.factor == of


@cache
def changes_of(langs: tuple[str, ...]) -> Changes:
    """Return the words of movement of these languages (compiled once)."""
    return Changes(langs)
