"""A number with the currency at it: $5, 5 dollars, 5bn won, 3 dollars 50 cents.

One such side is an amount, or one end of a range (ranges.py).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from wirebook.reading.amounts.currencies import Named, Unit, currencies_of
from wirebook.reading.amounts.numerals import Numeral, numerals_of
from wirebook.reading.amounts.signs import signs_of
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.patterns import one_of

_ONE = Decimal(1)
_THOUSAND = 1000
GAP = r"[ \u00a0\u2009\u202f\n]{0,2}"
# Thousands set apart by blanks: their head before the last group, that group, what follows a head.
_THOUSANDS = re.compile(r"(?<![0-9.,A-Za-z])(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3})*+ $")
_GROUPS_REACH = 24
_LAST_GROUP = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2})?(?![0-9])")
_MORE_GROUPS = re.compile(
    r" [0-9]{3}(?P<more>(?: [0-9]{3})+)?(?:[.,][0-9]{1,2})?(?![0-9]|[.,][0-9])"
)
_THREE_BEHIND_A_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_DECIMAL_COMMA = re.compile(r"(?<![0-9.,])[0-9]{1,3}(?:\.[0-9]{3})*,[0-9]{1,2}(?![0-9,])")
_ENDS = re.compile(r"\s*(?:[.,;:)\]!?]|$|\n)")


_LAKH = 100_000
# Whose money is counted in lakhs (L) and crores (cr).
_RUPEES = frozenset(("INR", "PKR", "LKR", "NPR", "BDT"))


class Side(NamedTuple):
    """One number with the currency at it: an amount, or one end of a range."""

    numeral: Numeral
    start: int
    end: int
    unit: Unit | None
    factor: Decimal
    prefixed: bool
    negative: bool = False

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
        rupees = lexicon("any", "currencies")["rupee_abbreviations"]
        self._rupees = frozenset(rupees)
        self._factors |= {short: Decimal(worth) for short, worth in rupees.items()}
        # 5bn, 5 bn, and before a noun 5-bn-yuan
        self._abbreviation = re.compile(
            rf"(?: ?|-(?=[A-Za-z]+-))(?P<a>{one_of(shorts)})(?![A-Za-z0-9])"
        )
        self._rupee_short = re.compile(rf" ?(?P<a>{one_of(rupees)})(?![A-Za-z0-9])")
        joins = listed(langs, "currencies", "joins")
        self._joiner = re.compile(rf"{GAP}(?:(?i:{one_of(joins)})(?![A-Za-z]))?{GAP}")
        self._minus = signs_of(langs)
        self._comma_is_decimal = lexicon(langs[0], "numerals")["decimal"][0] == ","
        self._of = re.compile(rf" (?:{one_of(listed(langs, 'numerals', 'of'))})(?= )")

    def at(self, text: str, start: int, end: int, floor: int) -> Side | None:
        """Return the side of the run ``start``..``end``; without a currency it has no unit."""
        numeral = self._numerals.read(text, start, end)
        if numeral is None:
            return None
        if self._comma_is_decimal and numeral.figure[-4:-3] == ",":
            numeral = _in_thousands(text, numeral)
        numeral = self._behind_thousands(text, numeral, floor)
        begin = numeral.start - self._minus.length(text, numeral.start, floor)
        negative = begin < numeral.start
        prefix = self._before(text, numeral, begin, floor)
        if prefix is not None and prefix.unit.sign and _is_scale(text, numeral):
            return None  # "$ million" heads a column and counts nothing
        if prefix is None:
            if _is_lettered(text, numeral.start):
                return None  # a name that ends in a number: A100, F-35, Q3
            if _in_brackets(text, numeral):
                prefix = self._currencies.before(text, numeral.start - 1, floor)
                negative = prefix is not None
        elif not negative:
            wider = self._before_thousands(text, numeral)
            if wider is None:
                return None
            numeral = wider
        return self._whole(text, numeral, (prefix, begin, floor), negative)

    def _whole(
        self,
        text: str,
        numeral: Numeral,
        ahead: tuple[Named | None, int, int],
        negative: bool,
    ) -> Side:
        """Return the side of a number: what stands ahead of it and what follows, in one."""
        prefix, begin, floor = ahead
        suffix, scale, end = self._suffix(text, numeral, prefix, negative)
        unit = _unit(prefix, suffix)
        if prefix is not None:
            begin = prefix.start
            if not negative:
                begin -= self._minus.length(text, begin, floor)
                negative = begin < prefix.start
        if unit is None:
            return Side(numeral, begin, numeral.end, None, _ONE, False, negative)
        factor = unit.of * scale
        for named in (prefix, suffix):
            factor *= _ONE if named is None else named.unit.scale
        return Side(numeral, begin, end, unit, factor, prefix is not None, negative)

    def _suffix(
        self, text: str, numeral: Numeral, prefix: Named | None, negative: bool
    ) -> tuple[Named | None, Decimal, int]:
        """Return the currency behind a number, the worth of what follows, and where it ends."""
        if negative and prefix is not None and _in_brackets(text, numeral):
            more = self._scale_behind(text, numeral, numeral.end + 1)
            return (None, _ONE, numeral.end + 1) if more is None else (None, more.low, more.end)
        suffix, scale, end = self._behind(text, numeral, prefix)
        if prefix is not None and suffix is not None and not agree(prefix.unit, suffix.unit):
            end = suffix.end if self._currencies.is_generic(suffix.unit) else end
            suffix = None
        if suffix is not None:
            end = suffix.end
            more = self._scale_behind(text, numeral, end)
            if more is not None:
                scale, end = scale * more.low, more.end
        return suffix, scale, end

    def _before(self, text: str, numeral: Numeral, start: int, floor: int) -> Named | None:
        """Return the currency before a number: a sign or code, or a name before a magnitude."""
        prefix = self._currencies.before(text, start, floor)
        if prefix is not None:
            return prefix
        if numeral.unit >= _THOUSAND or numeral.grouped:
            front = self._currencies.front(text, start, floor)
            if front is not None and self._currencies.goes_on(text, numeral.end):
                return None  # 유로6 경유차
            return front or self._bare(text, numeral, floor)
        short = self._abbreviation.match(text, numeral.end)
        return None if short is None else self._bare(text, numeral, floor)

    def _bare(self, text: str, numeral: Numeral, floor: int) -> Named | None:
        return self._currencies.bare_mark(text, numeral.start, floor)

    def abbreviated(self, text: str, side: Side) -> Side:
        """Return a side without a currency of its own with the letter behind it: $2-3bn."""
        short = self._abbreviation.match(text, side.end)
        if short is None:
            return side
        return side._replace(end=short.end(), factor=self._factors[short["a"]])

    def _behind_thousands(self, text: str, numeral: Numeral, floor: int) -> Numeral:
        """Take in thousands set apart by blanks before a currency: 10 000 dollars, 1 234,56 €."""
        if numeral.start < 2 or text[numeral.start - 1] != " ":
            return numeral
        last = _LAST_GROUP.match(text, numeral.start)
        if last is None or last.end() > numeral.end:
            return numeral
        m = _THOUSANDS.search(text, max(floor, numeral.start - _GROUPS_REACH), numeral.start)
        if m is None or self._currencies.after(text, numeral.end) is None:
            return numeral
        return self._numerals.grouped(text, m.start(), last.end(), numeral) or numeral

    def _before_thousands(self, text: str, numeral: Numeral) -> Numeral | None:
        """Take in thousands set apart by blanks behind a currency: $13 009 million, € 3 400 000.

        None where nothing tells whether the next three digits belong to it ("$13 500 people").
        """
        if text[numeral.end : numeral.end + 1] != " " or numeral.digits > 3 or numeral.unit > 1:
            return numeral
        m = _MORE_GROUPS.match(text, numeral.end)
        if m is None or numeral.spelled or not text[numeral.start : numeral.end].isdigit():
            return numeral
        whole = self._numerals.grouped(text, numeral.start, m.end(), numeral)
        if whole is None:
            return numeral
        sure = m["more"] or whole.unit > 1 or self._abbreviation.match(text, whole.end)
        return whole if sure or _ENDS.match(text, whole.end) else None

    def _behind(
        self, text: str, numeral: Numeral, prefix: Named | None
    ) -> tuple[Named | None, Decimal, int]:
        """Return the currency behind the number, the worth of a letter between (5bn), the end."""
        end, scale = numeral.end, Decimal(1)
        if not numeral.spelled and (numeral.unit == 1 or numeral.unit == _LAKH):
            short = self._short(text, end, prefix, numeral.unit)
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
        if named is not None and named.unit.sign and self._is_of_next(text, named, end, prefix):
            named = None
        if named is None and prefix is None and numeral.unit >= _THOUSAND:
            named = self._currencies.unknown(text, end)
        return named, scale, end

    def _short(
        self, text: str, end: int, prefix: Named | None, unit: Decimal
    ) -> re.Match[str] | None:
        """Return the letters that stand for a magnitude: 5bn; of rupees also 450 cr and 2 L."""
        if prefix is not None and prefix.unit.code in _RUPEES:
            short = self._rupee_short.match(text, end)
            if short is not None or unit > 1:
                return short
        return self._abbreviation.match(text, end) if unit == 1 else None

    def _is_of_next(self, text: str, named: Named, end: int, prefix: Named | None) -> bool:
        """Whether a sign or code behind a number stands at the next number: iPhone 15 USD 999."""
        at = named.end
        if text[at : at + 1].isdigit():
            return named.start > end
        if text[at : at + 1] not in (" ", "\u00a0") or not text[at + 1 : at + 2].isdigit():
            return False
        if prefix is not None:
            return True
        following = self._numerals.at(text, at + 1)
        if following is None or following.start != at + 1 or following.high == following.low < 100:
            return False  # 17 USD 25: as many cents
        other = self._currencies.after(text, following.end)  # 15 USD 20 EUR: each has its own
        return other is None or not other.unit.sign

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


def _in_thousands(text: str, numeral: Numeral) -> Numeral:
    """Return a number whose comma sets thousands apart, in a language that writes decimals with it.

    Half of the Spanish-speaking world writes 1,200 for what the other half writes 1.200, and money
    is not printed to the third decimal: so three digits behind one comma are thousands, unless the
    text itself writes decimals with a comma elsewhere (1,5 millones).
    """
    if _THREE_BEHIND_A_COMMA.fullmatch(numeral.figure) is None or _writes_decimal_commas(text):
        return numeral
    low, worth = numeral.low * _THOUSAND, numeral.worth * _THOUSAND
    if not numeral.exact or numeral.low != numeral.worth * numeral.scale:
        return numeral
    whole = low.to_integral_value()
    return numeral._replace(low=whole, high=whole, worth=worth.to_integral_value())


@lru_cache(maxsize=16)
def _writes_decimal_commas(text: str) -> bool:
    return _DECIMAL_COMMA.search(text) is not None


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


def _is_lettered(text: str, start: int) -> bool:
    return start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()


def _is_scale(text: str, numeral: Numeral) -> bool:
    """Whether a number is a magnitude of Latin letters and no more."""
    return (
        numeral.spelled
        and numeral.low == numeral.unit > 1
        and text[numeral.start : numeral.end].isascii()
        and text[numeral.start : numeral.end].isalpha()
    )


def _in_brackets(text: str, numeral: Numeral) -> bool:
    """Whether a number stands in brackets of its own, as accounts print a loss: $(5.6) million."""
    return text[numeral.start - 1 : numeral.start] == "(" and text.startswith(")", numeral.end)


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
