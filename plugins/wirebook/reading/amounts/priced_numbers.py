"""A number with the currency at it: $5, 5 dollars, 5bn won, 3 dollars 50 cents.

One such side is an amount, or one end of a range (ranges.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts.currencies import Named, Unit, currencies_of
from wirebook.reading.amounts.numerals import Numeral, numerals_of
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.patterns import one_of

_ONE = Decimal(1)
GAP = r"[ \u00a0\n]{0,2}"
_THOUSANDS = re.compile(r"(?<![0-9.,A-Za-z])(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3})*+ $")


@dataclass(frozen=True, slots=True)
class Side:
    """One number with the currency at it: an amount, or one end of a range."""

    numeral: Numeral
    start: int
    end: int
    unit: Unit | None
    factor: Decimal
    prefixed: bool

    @property
    def low(self) -> Decimal:
        """The amount in whole currency units (its lower end, for a vague one)."""
        return self.numeral.low * self.factor

    @property
    def high(self) -> Decimal | None:
        """The upper end, None for an open amount."""
        return None if self.numeral.high is None else self.numeral.high * self.factor


class SideReader:
    """Reads the sides of one set of languages; see :func:`sides_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._numerals = numerals_of(langs)
        self._currencies = currencies_of(langs)
        shorts = lexicon("any", "currencies")["abbreviations"]
        self._factors = {short: Decimal(worth) for short, worth in shorts.items()}
        self._abbreviation = re.compile(rf" ?(?P<a>{one_of(shorts)})(?![A-Za-z0-9])")
        joins = listed(langs, "currencies", "joins")
        self._joiner = re.compile(rf"{GAP}(?:(?i:{one_of(joins)})(?![A-Za-z]))?{GAP}")
        self._of = re.compile(rf" (?:{one_of(listed(langs, 'numerals', 'of'))})(?= )")

    def at(self, text: str, start: int, end: int, floor: int) -> Side | None:
        """Return the side of the run ``start``..``end``; without a currency it has no unit."""
        numeral = self._numerals.read(text, start, end)
        if numeral is None:
            return None
        numeral = self._spaced(text, numeral, floor)
        begin = numeral.start
        minus = _minus(text, begin, floor)
        prefix = self._currencies.before(text, begin - minus, floor)
        if prefix is None and begin > 0 and text[begin - 1].isascii() and text[begin - 1].isalpha():
            return None  # a name that ends in a number: A100, F-35, Q3
        suffix, scale, end = self._behind(text, numeral, prefix)
        if prefix is not None and suffix is not None and not agree(prefix.unit, suffix.unit):
            suffix = None
        if suffix is not None:
            end = suffix.end
            more = self._scale_behind(text, numeral, end)
            if more is not None:
                scale, end = scale * more.low, more.end
        unit = _unit(prefix, suffix)
        if unit is None:
            return Side(numeral, begin, numeral.end, None, _ONE, False)
        begin -= minus
        if prefix is not None:
            begin = prefix.start
            if not minus:
                minus = _minus(text, begin, floor)
                begin -= minus
        factor = unit.of * scale * (-1 if minus else 1)
        for named in (prefix, suffix):
            factor *= _ONE if named is None else named.unit.scale
        return Side(numeral, begin, end, unit, factor, prefix is not None)

    def abbreviated(self, text: str, side: Side) -> Side:
        """Return a side without a currency of its own with the letter behind it: $2-3bn."""
        short = self._abbreviation.match(text, side.end)
        if short is None:
            return side
        return replace(side, end=short.end(), factor=self._factors[short["a"]])

    def _spaced(self, text: str, numeral: Numeral, floor: int) -> Numeral:
        """Take in thousands set apart by blanks before a currency: 10 000 dollars."""
        if numeral.digits != 3 or numeral.start < 2 or text[numeral.start - 1] != " ":
            return numeral
        m = _THOUSANDS.search(text, max(floor, numeral.start - 12), numeral.start)
        if m is None or self._currencies.after(text, numeral.end) is None:
            return numeral
        value = Decimal(m.group().replace(" ", "")) * 1000 + numeral.low
        return replace(numeral, start=m.start(), low=value, high=value)

    def _behind(
        self, text: str, numeral: Numeral, prefix: Named | None
    ) -> tuple[Named | None, Decimal, int]:
        """Return the currency behind the number, the worth of a letter between (5bn), the end."""
        end, scale = numeral.end, Decimal(1)
        if numeral.unit == 1 and not numeral.spelled:
            short = self._abbreviation.match(text, end)
            if short is not None:
                named = self._currencies.after(text, short.end())
                if prefix is not None or named is not None:
                    scale, end = self._factors[short["a"]], short.end()
        if numeral.unit > 1 or numeral.vague:
            of = self._of.match(text, end)
            named = self._currencies.after(text, of.end()) if of is not None else None
            if named is not None:
                return named, scale, end
        named = self._currencies.after(text, end)
        if named is not None and named.unit.sign and _belongs_to_next(text, named, end, prefix):
            named = None
        return named, scale, end

    def _scale_behind(self, text: str, numeral: Numeral, end: int) -> Numeral | None:
        """Return the magnitude behind the currency: 75 USD million."""
        if numeral.unit > 1 or text[end : end + 1] != " ":
            return None
        more = self._numerals.at(text, end + 1)
        if more is None or not more.spelled or more.low != more.unit or more.unit < 1_000_000:
            return None
        return more

    def smaller(self, text: str, end: int, unit: Unit) -> tuple[Decimal, int]:
        """Return the worth and the end of the smaller units behind an amount: 50元6角3分."""
        worth, least = Decimal(0), unit.of
        for _ in range(3):
            joiner = self._joiner.match(text, end)
            start = end if joiner is None else joiner.end()
            numeral = self._numerals.at(text, start, free=True)
            if numeral is None or not numeral.exact:
                break
            named = self._currencies.after(text, numeral.end)
            if named is None or named.unit.of >= least or not _part_of(named.unit, unit):
                if _one_more_digit(numeral, least, start == end, named):
                    worth, end = worth + numeral.low * least / 10, numeral.end
                break
            part = numeral.low * named.unit.of
            if part >= least:
                break
            worth, end, least = worth + part, named.end, named.unit.of
        return worth, end


def _unit(prefix: Named | None, suffix: Named | None) -> Unit | None:
    """Return the unit named on either side; the one that tells its code first."""
    if prefix is None:
        return None if suffix is None else suffix.unit
    return suffix.unit if suffix is not None and prefix.unit.code is None else prefix.unit


def agree(one: Unit, other: Unit) -> bool:
    """Whether two currency words may name the same money: $ and dollars, A$ and dollars."""
    if one.code is not None and other.code is not None:
        return one.code == other.code
    if one.family is not None and other.family is not None:
        return one.family == other.family
    return other.of == 1 and (one.family == "dollar" or other.family == "dollar")


def _part_of(small: Unit, main: Unit) -> bool:
    """Whether ``small`` may be the smaller unit of ``main``: 전 of 원, cents of any dollar."""
    return small.code is None or main.code is None or small.code == main.code


def _minus(text: str, start: int, floor: int) -> int:
    """Return the length of a minus sign right before ``start`` (0 without one)."""
    if start - 1 < floor or text[start - 1] not in "-−－":
        return 0
    before = text[start - 2] if start >= 2 else " "
    return 1 if before in " \n\t(（[,:$€£¥₩" else 0


def _belongs_to_next(text: str, named: Named, end: int, prefix: Named | None) -> bool:
    """Whether a sign or code behind a number stands at the next number instead: 3 USD50."""
    at = named.end
    if prefix is not None and text[at : at + 1] == " ":
        return text[at + 1 : at + 2].isdigit()
    return named.start > end and text[at : at + 1].isdigit()


def _one_more_digit(numeral: Numeral, least: Decimal, adjacent: bool, named: Named | None) -> bool:
    """Whether a bare digit counts the next smaller unit: 七毫八."""
    return (
        least == Decimal("0.1")
        and adjacent
        and named is None
        and numeral.spelled
        and numeral.low < 10
        and numeral.end - numeral.start == 1
    )


@cache
def sides_of(langs: tuple[str, ...]) -> SideReader:
    """Return the reader of sides of these languages (compiled once)."""
    return SideReader(langs)
