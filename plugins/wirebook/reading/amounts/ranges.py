"""Two ends of one range: 3~4조 원, $2-3bn, between 5 and 7 trillion won, 45만원에서 55만원.

A first number without a magnitude takes the second's (3~4천억 is 3천억~4천억, $5-8,000 begins at
5,000). "rose $1 to $5" tells two amounts, not a range (changes.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from wirebook.reading.amounts.bounds import bounds_of
from wirebook.reading.amounts.changes import changes_of
from wirebook.reading.amounts.currencies import Unit
from wirebook.reading.amounts.lookalikes import plausible_of
from wirebook.reading.amounts.numerals import MAX_DIGITS, Numeral, numerals_of
from wirebook.reading.amounts.priced_numbers import GAP, Side, agree, sides_of
from wirebook.reading.lexicons import listed
from wirebook.reading.patterns import one_of

# Characters before the first number in which "between" or "from" opens a range.
_OPENING = 12
_HUNDRED_MILLION = 10**8
_MYRIAD = 10**4
# Nobody leaves a magnitude out of more; of far more Decimal has no remainder.
_BEYOND_SENSE = 10**20
_DASHES = frozenset("-–—~～〜∼")


class Amount(NamedTuple):
    """An amount before its bound words are looked at."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit | None
    about: bool
    numeral: Numeral
    negative: bool = False
    borrowed: bool = False  # its currency is that of the number behind it


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
        self._changes = changes_of(langs)
        self._moves_after = re.compile(one_of(listed(langs, "numerals", "moves_after")))

    def from_side(self, text: str, left: Side, floor: int) -> Amount | None:
        """Return the range that begins with ``left``, or None if it is an amount by itself.

        A first number that something moved from ("rose from 30 to 36 sen") is an amount of its
        own too; it comes back with the currency and magnitude that it shares with the second.
        """
        if not left.numeral.exact:
            return None
        more, end = self._with_smaller(text, left)
        connector = self._connector_behind(text, end)
        if connector is None:
            return None
        right = self._right(text, connector.end(), left.prefixed)
        if right is None or right.negative and not left.negative:
            return None
        shared = _inherited(left, right, connector)
        if self._changes.moved(text, left, right, connector):
            return self._first_alone(text, left, right, shared)
        if not self._joined(text, left, right, connector):
            return None
        low = (left.low + more) * shared + _left_out(left, right)
        if left.unit is None and right.unit is not None:
            low *= right.unit.of
        more, end = self._with_smaller(text, right)
        high = right.low + more
        if low > high and self._is_between(text, left.start, connector):
            low, high = high, low  # "between $5 billion and $3 billion": either end may come first
        if low > high or not self._is_money(text, (left.start, end), right):
            return None
        start = self._opening(text, left.start, connector, floor)
        about = left.numeral.about or right.numeral.about
        unit = right.unit or left.unit
        return Amount(start, end, low, high, unit, about, right.numeral, left.negative)

    def is_cut(self, text: str, left: Side) -> bool:
        """Whether ``left`` opens a range whose other end is a part of a number: $6-7\ufffd5."""
        if text[left.end : left.end + 2].strip()[:1] not in _DASHES:
            return False
        connector = self._connector.match(text, left.end)
        run = None if connector is None else self._numerals.run_at(text, connector.end())
        return run is not None and self._numerals.is_broken(text, *run.span())

    def _connector_behind(self, text: str, end: int) -> re.Match[str] | None:
        """Return what joins the amount that ends at ``end``, or its bound word, to another one."""
        limit = self._bounds.end(text, end)
        connector = self._connector.match(text, limit)
        return connector if connector or limit == end else self._connector.match(text, end)

    def _first_alone(self, text: str, left: Side, right: Side, shared: Decimal) -> Amount | None:
        """Return the first of two numbers that share what only the second tells."""
        if right.unit is None or left.unit is not None and shared == 1:
            return None
        span = (left.start, left.end)
        if not self._plausible.amount(text, right.numeral, (left.start, right.end), right.unit):
            return None
        worth = left.low * shared * (right.unit.of if left.unit is None else 1)
        numeral = left.numeral._replace(low=worth, high=worth)
        unit = left.unit or right.unit
        borrowed = left.unit is None
        about = left.numeral.about
        return Amount(*span, worth, worth, unit, about, numeral, left.negative, borrowed)

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
        if connector["and"] is None or self._is_between(text, start, connector):
            return True
        return self._from.search(text, max(0, start - _OPENING), start) is not None

    def _is_between(self, text: str, start: int, connector: re.Match[str]) -> bool:
        """Whether the numbers are told as two ends without an order: between ... and ...."""
        opening = self._between.search(text, max(0, start - _OPENING), start)
        return opening is not None and connector["and"] is not None

    def _opening(self, text: str, start: int, connector: re.Match[str], floor: int) -> int:
        """Return where the range begins, its "between" or "from" taken in."""
        begin = max(floor, start - _OPENING)
        m = self._between.search(text, begin, start)
        if m is None and (connector["and"] is not None or connector["word"] is not None):
            m = self._from.search(text, begin, start)
        return start if m is None else m.start()


def _inherited(left: Side, right: Side, connector: re.Match[str]) -> Decimal:
    """Return the magnitude that the first number of a range takes from the second (3~4조)."""
    of = right.unit.of if right.unit is not None else Decimal(1)
    letters = right.factor / of
    own, numeral = left.numeral.unit, left.numeral
    if left.factor != (left.unit.of if left.unit is not None else 1):
        return Decimal(1)  # £900m-1bn
    if own == 1 and letters > 1:
        return letters  # $2-3bn
    if right.numeral.unit == 1:
        return _thousands(left, right) if connector["sign"] is not None else Decimal(1)
    if own == 1:
        scales = (right.numeral.scale, right.numeral.unit)
        return next((s for s in scales if numeral.low * s < right.numeral.low), Decimal(1))
    if own >= right.numeral.unit:
        return Decimal(1)
    unit = right.numeral.unit
    return unit if numeral.low < right.numeral.low / unit else Decimal(1)


def _left_out(left: Side, right: Side) -> Decimal:
    """Return what the last part of the first number lacks: of 1조2천~1조5천억 the 억 behind 2천.

    It is the second number's last magnitude, or else the one below the first number's own.
    """
    numeral = left.numeral
    if max(numeral.low, right.low) >= _BEYOND_SENSE:
        return Decimal(0)
    tail = numeral.low % _MYRIAD
    if numeral.unit < _MYRIAD or not tail or left.end != numeral.end or right.low % _MYRIAD:
        return Decimal(0)
    own = _last_magnitude(numeral.low - tail)
    units = (_last_magnitude(right.numeral.low), own / _MYRIAD)
    unit = next((u for u in units if tail * u < own), Decimal(1))
    return tail * unit - tail


def _last_magnitude(number: Decimal) -> Decimal:
    """Return the smallest magnitude by ten thousands in a number: of 1조5000억 it is 억."""
    unit = Decimal(1)
    while number and not number % (unit * _MYRIAD):
        unit *= _MYRIAD
    return unit


def _thousands(left: Side, right: Side) -> Decimal:
    """Return 1,000 where the first number leaves its thousands to the second: $5-8,000."""
    end = right.numeral
    if not end.grouped or end.digits > MAX_DIGITS or right.prefixed or left.numeral.fraction:
        return Decimal(1)
    if end.low % 1000:
        return Decimal(1)
    return Decimal(1000) if 0 < left.numeral.low * 1000 < end.low else Decimal(1)


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
