"""Two ends of one range: 3~4조 원, $2-3bn, between 5 and 7 trillion won, 45만원에서 55만원.

A first number without a magnitude takes the second's (3~4조 is 3조~4조). "rose from $1 to $2" tells
two amounts, not a range.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts.bounds import bounds_of
from wirebook.reading.amounts.currencies import Unit
from wirebook.reading.amounts.lookalikes import plausible_of
from wirebook.reading.amounts.numerals import Numeral, numerals_of
from wirebook.reading.amounts.priced_numbers import GAP, Side, agree, sides_of
from wirebook.reading.lexicons import listed
from wirebook.reading.patterns import one_of

# Characters before the first number in which "between" or "from" opens a range, and in which a
# word of movement ("rose") makes two amounts of it.
_OPENING, _MOVING = 12, 50
_HUNDRED_MILLION = 10**8


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount before its bound words are looked at."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit | None
    about: bool
    numeral: Numeral
    negative: bool = False


class RangeReader:
    """Reads the ranges of one set of languages; see :func:`ranges_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._numerals = numerals_of(langs)
        self._sides = sides_of(langs)
        self._bounds = bounds_of(langs)
        self._plausible = plausible_of(langs)
        self._connector = _connector(langs)
        self._either = frozenset(listed(langs, "numerals", "either"))
        self._between = _ending(listed(langs, "numerals", "between"))
        self._from = _ending(listed(langs, "numerals", "from"))
        moves = one_of(listed(langs, "numerals", "moves"))
        self._moves = re.compile(rf"(?<![A-Za-z])(?i:{moves})(?![A-Za-z])")
        self._moves_after = re.compile(one_of(listed(langs, "numerals", "moves_after")))

    def from_side(self, text: str, left: Side, floor: int) -> Amount | None:
        """Return the range that begins with ``left``, or None if it is an amount by itself."""
        if not left.numeral.exact:
            return None
        more, end = self._with_smaller(text, left)
        limit = self._bounds.around(text, left.start, end, floor)[1]
        connector = self._connector.match(text, limit) or self._connector.match(text, end)
        if connector is None:
            return None
        right = self._right(text, connector.end(), left.prefixed)
        if right is None or not self._joined(text, left, right, connector):
            return None
        low = (left.low + more) * _inherited(left, right)
        if left.unit is None and right.unit is not None:
            low *= right.unit.of
        more, end = self._with_smaller(text, right)
        high = right.low + more
        if low > high or not self._is_money(text, (left.start, end), right):
            return None
        start = self._opening(text, left.start, connector, floor)
        about = left.numeral.about or right.numeral.about
        return Amount(start, end, low, high, right.unit or left.unit, about, right.numeral)

    def _with_smaller(self, text: str, side: Side) -> tuple[Decimal, int]:
        if side.unit is None:
            return Decimal(0), side.end
        return self._sides.smaller(text, side.end, side.unit)

    def _is_money(self, text: str, span: tuple[int, int], right: Side) -> bool:
        return right.unit is None or self._plausible.amount(text, right.numeral, span, right.unit)

    def _right(self, text: str, start: int, prefixed: bool) -> Side | None:
        """Return the second end, which must begin at ``start``."""
        run = self._numerals.run_at(text, start) or next(self._numerals.runs(text, start), None)
        if run is None or run.start() - start > 6:
            return None
        side = self._sides.at(text, run.start(), run.end(), start)
        if side is None or side.start != start or not side.numeral.exact:
            return None
        return self._sides.abbreviated(text, side) if side.unit is None and prefixed else side

    def _joined(self, text: str, left: Side, right: Side, connector: re.Match[str]) -> bool:
        """Whether the two sides are the ends of one range."""
        if left.unit is None and right.unit is None:
            # Without a currency only 1억~2억 may become money, by the house rule.
            return connector["sign"] is not None and right.numeral.unit >= _HUNDRED_MILLION
        if right.unit is None and (connector["sign"] is None or not left.prefixed):
            return False
        if left.unit is None and right.prefixed and connector["sign"] is None:
            return False  # "in 2023 to $48 billion": the first number is a year or a count
        if left.unit is not None and right.unit is not None:
            if not agree(left.unit, right.unit) or connector["word"] in self._either:
                return False
            if connector["from"] is not None:
                return self._moves_after.match(text, right.end) is None
        return self._opened(text, left.start, connector)

    def _opened(self, text: str, start: int, connector: re.Match[str]) -> bool:
        """Whether the words before the first number let it open a range."""
        begin = max(0, start - _OPENING)
        is_from = self._from.search(text, begin, start) is not None
        if connector["and"] is not None:
            return is_from or self._between.search(text, begin, start) is not None
        if connector["word"] is not None and is_from:
            return self._moves.search(text, max(0, start - _MOVING), start) is None
        return True

    def _opening(self, text: str, start: int, connector: re.Match[str], floor: int) -> int:
        """Return where the range begins, its "between" or "from" taken in."""
        begin = max(floor, start - _OPENING)
        m = self._between.search(text, begin, start)
        if m is None and (connector["and"] is not None or connector["word"] is not None):
            m = self._from.search(text, begin, start)
        return start if m is None else m.start()


def _inherited(left: Side, right: Side) -> Decimal:
    """Return the magnitude that the first number of a range takes from the second (3~4조)."""
    unit, numeral = right.numeral.unit, left.numeral
    own = right.factor / (right.unit.of if right.unit is not None else 1)
    if unit == 1 and numeral.unit == 1 and abs(left.factor) < abs(own):
        return abs(own / (left.factor or 1))  # $2-3bn
    if unit == 1 or numeral.unit >= unit:
        return Decimal(1)
    return unit if numeral.low < right.numeral.low / unit else Decimal(1)


def _connector(langs: tuple[str, ...]) -> re.Pattern[str]:
    """What may stand between the two ends of a range, by its kind."""
    words = listed(langs, "numerals", "connectors")
    latin = [word for word in words if word.isalpha() and word.isascii()]
    signs = [word for word in words if word not in latin]
    return re.compile(
        rf"{GAP}(?:(?P<sign>{one_of(signs)})"
        rf"|(?P<word>(?i:{one_of(latin)})(?![A-Za-z]))"
        rf"|(?P<and>(?i:{one_of(listed(langs, 'numerals', 'between_and'))})(?![A-Za-z]))"
        rf"|(?P<from>{one_of(listed(langs, 'numerals', 'from_to'))})){GAP}"
    )


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?i:{one_of(words)})[ \u00a0\n]$")


@cache
def ranges_of(langs: tuple[str, ...]) -> RangeReader:
    """Return the reader of ranges of these languages (compiled once)."""
    return RangeReader(langs)
