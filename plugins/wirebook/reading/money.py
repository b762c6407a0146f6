"""Amounts of money: every span that names a number and a currency, with its bound.

The text is passed once: each run of number-like characters (numerals.py) is a candidate, and only
its close surroundings are looked at: a currency before or behind it (currencies.py), a second
number that makes a range, smaller units (50 cents), bound words (bounds.py). Amounts without a
currency word are read only beside words of money, as the language's own currency ("house").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from wirebook.reading.bounds import bounds_of
from wirebook.reading.currencies import Named, Unit, currencies_of
from wirebook.reading.house import house_of
from wirebook.reading.model import Bound, CurrencyEvidence, Money
from wirebook.reading.numerals import MAX_DIGITS, Numeral, active, numerals_of
from wirebook.reading.plausible import plausible_of
from wirebook.reading.restatements import link
from wirebook.reading.words import lexicon
from wirebook.reading.wordtree import one_of

# DECIMAL(38,4) holds less than 1e34; 1e22 is the product's limit (design: tables).
MAX_AMOUNT = Decimal("1e22")

Refused = tuple[int, int, str]
_SKIPPED = (" ", "\u00a0", "\n", "\t", "-")
_SKIPPED_BEFORE = " \u00a0-−－"
_PLURALS = ("llions", "llones")
_THOUSANDS = re.compile(r"(?<![0-9.,A-Za-z])(?<![0-9] )[1-9][0-9]{0,2}(?: [0-9]{3})*+ $")


@dataclass(frozen=True, slots=True)
class _Side:
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


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount before its bound words are looked at."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Unit | None
    about: bool
    numeral: Numeral


def read_money(
    text: str, lang: str | None, house_currency: str | None = None
) -> tuple[tuple[Money, ...], tuple[Refused, ...]]:
    """Return the money mentions of ``text`` in order, and the amounts that were refused.

    Spans are code points of ``text`` as given; amounts are whole currency units. ``lang`` is the
    text's language (None: all are tried); ``house_currency`` is the outlet's own, for amounts that
    name none (default: that of the language). Refused are amounts of 1e22 and more and numbers
    of more than 60 digits, as (start, end, reason). Never raises for any text.
    """
    mentions: list[Money] = []
    refused: list[Refused] = []
    for found in _reader(active(lang)).read(text, house_currency):
        if isinstance(found, Money):
            mentions.append(found)
        else:
            refused.append(found)
    return link(text, mentions, active(lang)), tuple(refused)


class MoneyReader:
    """Reads the amounts of one set of languages; see :func:`read_money`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._numerals = numerals_of(langs)
        self._currencies = currencies_of(langs)
        self._bounds = bounds_of(langs)
        self._house = house_of(langs)
        self._plausible = plausible_of(langs)
        self._langs = langs
        numbers = [lexicon(lang, "numerals") for lang in langs]
        coins = [lexicon(lang, "currencies") for lang in langs]
        gap = r"[ \u00a0\n]{0,2}"
        signs = {c for lex in numbers for c in lex["connectors"]}
        self._connector = re.compile(
            rf"{gap}(?:(?P<sign>{one_of(s for s in signs if not s.isalpha())}|{one_of(s for s in signs if s.isalpha() and not s.isascii())})"
            rf"|(?P<word>(?i:{one_of(s for s in signs if s.isalpha() and s.isascii())})(?![A-Za-z]))"
            rf"|(?P<and>(?i:{one_of(_all(numbers, 'between_and'))})(?![A-Za-z]))"
            rf"|(?P<from>{one_of(_all(numbers, 'from_to'))})){gap}"
        )
        self._between = _ending(_all(numbers, "between"))
        self._from = _ending(_all(numbers, "from"))
        self._moves = re.compile(rf"(?<![A-Za-z])(?i:{one_of(_all(numbers, 'moves'))})(?![A-Za-z])")
        self._moves_after = re.compile(one_of(_all(numbers, "moves_after")))
        self._tens = re.compile(
            rf" ?(?:{one_of(_all(numbers, 'tens_of_unit'))})(?!{one_of(_all(numbers, 'tens_of_unit_not_before'))})"
        )
        self._abbreviation = re.compile(
            rf" ?(?P<a>{one_of(lexicon('any', 'currencies')['abbreviations'])})(?![A-Za-z0-9])"
        )
        self._factors = {
            k: Decimal(v) for k, v in lexicon("any", "currencies")["abbreviations"].items()
        }
        self._joiner = re.compile(
            rf"{gap}(?:(?i:{one_of(_all(coins, 'joins'))})(?![A-Za-z]))?{gap}"
        )
        large = {str(w)[-1] for lex in numbers for w, v in lex["large"].items() if v >= 10**8}
        self._house_ends = frozenset(c for c in large if not c.isascii())
        connectors = [
            s for key in ("connectors", "between_and", "from_to", "of") for s in _all(numbers, key)
        ]
        shorts = lexicon("any", "currencies")["abbreviations"]
        heads = [*self._currencies.heads, *connectors, *shorts]
        self._heads = frozenset(
            {word[:2].lower() for word in heads}
            | {w for w in shorts}
            | {w[0] for w in heads if not w[0].isalnum()}
        )
        self._anchor = self._numerals.anchor(word[0] for word in self._currencies.heads)
        self._of = re.compile(rf" (?:{one_of(_all(numbers, 'of'))})(?= )")

    def read(self, text: str, house_currency: str | None) -> Iterator[Money | Refused]:
        """Yield mentions and refused amounts in the order of the text."""
        floor = 0
        for run in self._numerals.runs(text, 0, self._anchor):
            start, end = run.span()
            if start < floor:
                if end <= floor:
                    continue
                start = floor
            if end - start > MAX_DIGITS and text[start:end].isdigit():
                yield start, end, f"a number of more than {MAX_DIGITS} digits"
                floor = end
                continue
            if not self._near_currency(text, start, end):
                continue
            amount = self._amount(text, start, end, floor)
            if amount is None:
                continue
            found = self._mention(text, amount, floor, house_currency)
            if found is not None:
                yield found
                floor = found.end if isinstance(found, Money) else found[1]

    def _near_currency(self, text: str, start: int, end: int) -> bool:
        """Whether a run may be an amount at all, by the few characters around it."""
        at = end
        while text[at : at + 1] in _SKIPPED and at - end < 6:
            at += 1
        if text[at : at + 1] in self._heads or text[at : at + 2].lower() in self._heads:
            return True
        if "-" in text[end:at] and text[at : at + 1].isdigit():
            return True  # 10 - 20 dollars
        if text[end - 1] in self._house_ends or text[end - 6 : end].lower() in _PLURALS:
            return True
        at = start - 1
        while at >= 0 and text[at] in _SKIPPED_BEFORE and start - at < 5:
            at -= 1
        return at >= 0 and text[at] in self._currencies.last_letters

    # -- one amount ------------------------------------------------------------------------

    def _amount(self, text: str, start: int, end: int, floor: int) -> _Amount | None:
        side = self._side(text, start, end, floor)
        if side is None:
            return None
        whole = self._range(text, side, floor)
        if whole is not None:
            return whole
        if side.unit is None:
            return _alone(side)
        return self._single(text, side)

    def _single(self, text: str, side: _Side) -> _Amount | None:
        unit = side.unit
        assert unit is not None
        low, high, end = side.low, side.high, side.end
        if side.numeral.exact:
            more, end = self._smaller(text, end, unit)
            low, high = low + more, low + more
        if end == side.end and not self._plausible.amount(
            text, side.numeral, (side.start, side.end), unit
        ):
            return None
        tens = self._tens.match(text, end) if side.numeral.exact else None
        if tens is not None:
            high, end = low + _last_place(low), tens.end()
        return _Amount(side.start, end, low, high, unit, side.numeral.about, side.numeral)

    def _side(self, text: str, start: int, end: int, floor: int) -> _Side | None:
        """Read the number in a run and the currency at it, before or behind."""
        numeral = self._numerals.read(text, start, end)
        if numeral is None:
            return None
        begin, end = numeral.start, numeral.end
        numeral = self._spaced(text, numeral, floor)
        begin = numeral.start
        minus = _minus(text, begin, floor)
        prefix = self._currencies.before(text, begin - minus, floor)
        if prefix is None and begin > 0 and text[begin - 1].isascii() and text[begin - 1].isalpha():
            return None  # a name that ends in a number: A100, F-35, Q3
        factor, unit = Decimal(1), None
        if prefix is not None:
            unit, begin = prefix.unit, prefix.start
            factor = prefix.unit.scale
            minus = minus or _minus(text, begin, floor)
        elif minus:
            begin -= minus
        suffix, scale, end = self._behind(text, numeral, prefix)
        if suffix is not None and (unit is None or self._agree(unit, suffix.unit, text)):
            end = suffix.end
            unit = suffix.unit if unit is None or unit.code is None else unit
            factor *= suffix.unit.scale
            more = self._scale_behind(text, numeral, end)
            if more is not None:
                scale, end = scale * more.low, more.end
        elif suffix is not None:
            suffix = None
        if minus and unit is not None:
            begin = min(begin, numeral.start - minus)
            factor = -factor
        if unit is not None:
            factor *= unit.of
        if unit is None:
            scale, end = Decimal(1), numeral.end
        return _Side(numeral, begin, end, unit, factor * scale, prefix is not None)

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

    def _agree(self, one: Unit, other: Unit, text: str) -> bool:
        if one.code is not None and other.code is not None:
            return one.code == other.code
        if one.family is not None and other.family is not None:
            return one.family == other.family
        return other.of == 1 and (one.family == "dollar" or other.family == "dollar")

    def _smaller(self, text: str, end: int, unit: Unit) -> tuple[Decimal, int]:
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

    # -- ranges ----------------------------------------------------------------------------

    def _range(self, text: str, left: _Side, floor: int) -> _Amount | None:
        """Read ``left`` and what follows as one range: 3~4조 원, $2-3bn, between 5 and 7 won."""
        if not left.numeral.exact:
            return None
        first_end = left.end
        if left.unit is not None:
            first_end = self._smaller(text, left.end, left.unit)[1]
        limit = self._bounds.around(text, left.start, first_end, floor)[1]
        connector = self._connector.match(text, limit) or self._connector.match(text, first_end)
        if connector is None:
            return None
        right = self._right(text, connector.end(), left.prefixed)
        if right is None or not self._makes_range(text, left, right, connector):
            return None
        low = left.low
        if left.unit is not None:
            low += self._smaller(text, left.end, left.unit)[0]
        low *= _inherited(left, right)
        if left.unit is None and right.unit is not None:
            low *= right.unit.of
        end, high = right.end, right.low
        if right.unit is not None:
            more, end = self._smaller(text, right.end, right.unit)
            high += more
        if low > high:
            return None
        if right.unit is not None and not self._plausible.amount(
            text, right.numeral, (left.start, end), right.unit
        ):
            return None
        start = left.start
        opening = self._between.search(text, max(floor, start - 12), start)
        unit = right.unit or left.unit
        if connector["and"] is not None or connector["word"] is not None:
            opening = opening or self._from.search(text, max(floor, start - 12), start)
        if opening is not None:
            start = opening.start()
        about = left.numeral.about or right.numeral.about
        return _Amount(start, end, low, high, unit, about, right.numeral)

    def _right(self, text: str, start: int, prefixed: bool) -> _Side | None:
        run = next(self._numerals.runs(text, start), None) if start < len(text) else None
        if run is None or run.start() - start > 6:
            return None
        side = self._side(text, run.start(), run.end(), start)
        if side is not None and side.unit is None and prefixed:
            short = self._abbreviation.match(text, side.end)
            if short is not None:
                side = replace(side, end=short.end(), factor=self._factors[short["a"]])
        return side if side is not None and side.start == start and side.numeral.exact else None

    def _makes_range(self, text: str, left: _Side, right: _Side, connector: re.Match[str]) -> bool:
        if left.unit is None and right.unit is None:
            # Without a currency only 1억~2억 may become money, by the house rule.
            return connector["sign"] is not None and right.numeral.unit >= 10**8
        if left.unit is not None and right.unit is not None:
            if not self._agree(left.unit, right.unit, text):
                return False
            if connector["from"] is not None:
                return self._moves_after.match(text, right.end) is None
        if right.unit is None and (connector["sign"] is None or not left.prefixed):
            return False
        if connector["and"] is not None:
            return self._between.search(text, max(0, left.start - 12), left.start) is not None or (
                self._from.search(text, max(0, left.start - 12), left.start) is not None
            )
        if connector["word"] is not None and self._from.search(
            text, max(0, left.start - 12), left.start
        ):
            return self._moves.search(text, max(0, left.start - 50), left.start) is None
        return True

    # -- mentions --------------------------------------------------------------------------

    def _mention(
        self, text: str, amount: _Amount, floor: int, house_currency: str | None
    ) -> Money | Refused | None:
        evidence: CurrencyEvidence = "explicit"
        if amount.unit is None:
            if not self._house.is_money(text, amount.start, amount.end, amount.numeral):
                return None
            evidence = "house"
            currency = house_currency or self._currencies.home
        else:
            currency = self._currencies.settle(amount.unit, text)
        if amount.numeral.digits > MAX_DIGITS:
            return amount.start, amount.end, f"a number of more than {MAX_DIGITS} digits"
        if abs(amount.low) >= MAX_AMOUNT or abs(amount.high or 0) >= MAX_AMOUNT:
            return amount.start, amount.end, "an amount of 1e22 or more"
        start, end, bound = self._bounds.around(text, amount.start, amount.end, floor)
        return _money(text, amount, (start, end), bound, currency, evidence)


def _part_of(small: Unit, main: Unit) -> bool:
    """Whether ``small`` may be the smaller unit of ``main``: 전 of 원, cents of any dollar."""
    return small.code is None or main.code is None or small.code == main.code


def _alone(side: _Side) -> _Amount | None:
    """An amount without a currency, if it is large enough for the house rule."""
    if side.numeral.unit < 10**8:
        return None
    return _Amount(
        side.numeral.start,
        side.numeral.end,
        side.numeral.low,
        side.numeral.high,
        None,
        side.numeral.about,
        side.numeral,
    )


def _money(
    text: str,
    amount: _Amount,
    span: tuple[int, int],
    bound: Bound,
    currency: str | None,
    evidence: CurrencyEvidence,
) -> Money:
    """Fill low, high and point by the bound (see the command contract)."""
    low: Decimal | None = amount.low
    high, point = amount.high, None
    if amount.high is None:
        bound = "more_than" if bound in ("exact", "about") else bound
        point = low
    elif amount.low != amount.high:
        bound = "range"
    else:
        bound = "about" if amount.about and bound == "exact" else bound
        point = low
        high = None if bound in ("at_least", "more_than", "about") else high
        low = None if bound in ("at_most", "less_than", "about") else low
    start, end = span
    return Money(
        start,
        end,
        amount.start,
        amount.end,
        text[start:end],
        low,
        high,
        point,
        currency,
        evidence,
        bound,
    )


def _inherited(left: _Side, right: _Side) -> Decimal:
    """Return the magnitude that the first number of a range takes from the second (3~4조)."""
    unit, numeral = right.numeral.unit, left.numeral
    own = right.factor / (right.unit.of if right.unit is not None else 1)
    if unit == 1 and numeral.unit == 1 and abs(left.factor) < abs(own):
        return abs(own / (left.factor or 1))  # $2-3bn
    if unit == 1 or numeral.unit >= unit:
        return Decimal(1)
    return unit if numeral.low < right.numeral.low / unit else Decimal(1)


def _last_place(value: Decimal) -> Decimal:
    """Return the worth of the last digit that is not zero: 1e12 for 1조, 100 for 1300."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


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


def _all(lexicons: list[dict], key: str) -> list[str]:  # type: ignore[type-arg]
    return [str(word) for lex in lexicons for word in (lex.get(key) or ())]


def _ending(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z])(?i:{one_of(words)})[ \u00a0\n]$")


@cache
def _reader(langs: tuple[str, ...]) -> MoneyReader:
    return MoneyReader(langs)
