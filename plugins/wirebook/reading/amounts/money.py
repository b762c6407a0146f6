"""Amounts of money: every span that names a number and a currency, with its bound.

The text is passed once: each run of number-like characters (numerals.py) is a candidate, and only
its close surroundings are looked at: a currency before or behind it (currencies.py), a second
number that makes a range, smaller units (50 cents), bound words (bounds.py). Amounts without a
currency word are read only beside words of money, as the language's own currency ("house").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from itertools import islice

from wirebook.reading.amounts.bounds import bounds_of
from wirebook.reading.amounts.currencies import currencies_of
from wirebook.reading.amounts.lookalikes import plausible_of
from wirebook.reading.amounts.numerals import MAX_DIGITS, numerals_of
from wirebook.reading.amounts.priced_numbers import Side, sides_of
from wirebook.reading.amounts.ranges import Amount, ranges_of
from wirebook.reading.amounts.restatements import link
from wirebook.reading.amounts.signs import signs_of
from wirebook.reading.amounts.tables import TableUnit, tables_of
from wirebook.reading.amounts.unnamed_currency import house_of
from wirebook.reading.broken_words import Mended, mended
from wirebook.reading.budget import MAX_AMOUNTS, MAX_CHARACTERS, unread
from wirebook.reading.languages import with_english
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.model import Bound, CurrencyEvidence, Money, Sign
from wirebook.reading.patterns import one_of

# DECIMAL(38,4) holds less than 1e34; 1e22 is the product's limit (design: tables).
MAX_AMOUNT = Decimal("1e22")
# A magnitude below this is too small for an amount without a currency word.
_HOUSE_LEAST = 10**8
_MILLION = 1_000_000
# How near an amount with a currency passes it on to one without, within a sentence.
_NEIGHBOUR = 40
_SKIPPED_BEFORE = " \u00a0-−－△▲("
_PLURALS = ("llions", "llones")
_BREAK = re.compile(r"[\n.!?。！？()（）\[\]]")

Refused = tuple[int, int, str]
_PART = "a part of a number whose rest is not understood"


def read_money(
    text: str, lang: str | None, house_currency: str | None = None
) -> tuple[tuple[Money, ...], tuple[Refused, ...]]:
    """Return the money mentions of ``text`` in order, and the amounts that were refused.

    Spans are code points of ``text`` as given; amounts are whole currency units. ``lang`` is the
    text's language (None: all are tried); ``house_currency`` is the outlet's own, for amounts that
    name none (default: that of the language). Refused are amounts of 1e22 and more, numbers of
    more than 60 digits, parts of numbers, and what a text has past the budget, as (start, end,
    reason). Never raises for any text.
    """
    mentions: list[Money] = []
    refused: list[Refused] = []
    whole = mended(text[:MAX_CHARACTERS])
    langs = with_english(lang)
    for found in _reader(langs).with_tables(whole.text, house_currency):
        if isinstance(found, Money):
            mentions.append(found)
        else:
            refused.append((*whole.span(*found[:2]), found[2]))
    if len(text) > MAX_CHARACTERS:
        refused.append(unread(MAX_CHARACTERS, len(text), f"{MAX_CHARACTERS} characters"))
    linked = link(whole.text, mentions, langs)
    return tuple(linked if whole.places is None else _as_given(text, whole, linked)), tuple(refused)


def _as_given(text: str, whole: Mended, mentions: Iterable[Money]) -> Iterator[Money]:
    """Yield mentions of a mended text with their spans and surfaces in the text as it was given."""
    for m in mentions:
        start, end = whole.span(m.start, m.end)
        core_start, core_end = whole.span(m.core_start, m.core_end)
        yield replace(
            m,
            start=start,
            end=end,
            core_start=core_start,
            core_end=core_end,
            surface=text[start:end],
        )


class MoneyReader:
    """Reads the amounts of one set of languages; see :func:`read_money`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._numerals = numerals_of(langs)
        self._currencies = currencies_of(langs)
        self._bounds = bounds_of(langs)
        self._house = house_of(langs)
        self._plausible = plausible_of(langs)
        self._sides = sides_of(langs)
        self._signs = signs_of(langs)
        self._tables = tables_of(langs)
        self._ranges = ranges_of(langs)
        tens = one_of(listed(langs, "numerals", "tens_of_unit"))
        other = one_of(listed(langs, "numerals", "tens_of_unit_not_before"))
        self._tens = re.compile(rf" ?{tens}(?!{other})")
        joining = [w for w in listed(langs, "numerals", "connectors") if not w.isascii()]
        self._anchor = self._numerals.anchor({*self._currencies.firsts, *"~-", *joining})
        self._behind, self._behind_heads = self._follows(langs)
        large = [
            w
            for lang in langs
            for w, v in lexicon(lang, "numerals")["large"].items()
            if v >= _HOUSE_LEAST
        ]
        self._house_ends = frozenset(word[-1] for word in large if not word.isascii())

    def _follows(self, langs: tuple[str, ...]) -> tuple[re.Pattern[str], frozenset[str]]:
        """The beginnings of what may follow the number of an amount, blanks before it; and the
        single characters that one of them begins with, which rule most numbers out by themselves.
        """
        keys = ("connectors", "between_and", "from_to", "of")
        shorts = lexicon("any", "currencies")["abbreviations"]
        words = [*self._currencies.heads, *shorts]
        words += [word for key in keys for word in listed(langs, "numerals", key)]
        latin = {word[:3].strip().lower() for word in words if word[0].isascii()}
        letters = {word for word in latin if word[0].isalpha()}
        long = one_of(word for word in letters if len(word) > 2)
        short = one_of(word for word in letters if len(word) < 3)
        others = {word[:2] for word in words if not word[0].isascii()}
        signs = {word[0] for word in words if not word[0].isalnum()}
        behind = re.compile(
            rf"[ \u00a0\n\t-]{{0,6}}+(?:{one_of(others | signs)}"
            rf"|(?i:{long}|{short}(?![a-z]))|(?<=-)[0-9]|(?<=- )[0-9])"
        )
        heads = {word[0] for word in others | signs | letters}
        return behind, frozenset({*heads, *map(str.upper, heads), *" \u00a0\n\t-"})

    def with_tables(self, text: str, house_currency: str | None) -> list[Money | Refused]:
        """Return what :meth:`read` yields, units of tables taken out and their cells put in."""
        found = list(islice(self.read(text, house_currency), MAX_AMOUNTS))
        if len(found) == MAX_AMOUNTS and (end := _span(found[-1])[1]) < len(text):
            return [*found, unread(end, len(text), f"{MAX_AMOUNTS} amounts")]
        tables = self._tables.units(text)
        if not tables:
            return found
        limits = [*(table.start for table in tables[1:]), len(text)]
        cells = [
            cell
            for table, limit in zip(tables, limits, strict=True)
            for cell in self._cells(text, table, limit, house_currency)
        ]
        taken = [(unit.start, unit.end) for unit in tables] + [_span(cell) for cell in cells]
        merged: dict[int, Money | Refused] = {_span(cell)[0]: cell for cell in cells}
        for mention in _outside(found, sorted(taken)):
            merged.setdefault(_span(mention)[0], mention)
        return [merged[start] for start in sorted(merged)]

    def _cells(
        self, text: str, table: TableUnit, limit: int, house_currency: str | None
    ) -> Iterator[Money | Refused]:
        for cell in self._tables.cells(text, table, limit):
            start, end, value = cell.start, cell.end, cell.value
            if cell.digits > MAX_DIGITS or value >= MAX_AMOUNT:
                yield start, end, "an amount of 1e22 or more"
                continue
            code = (
                None
                if cell.unit is None
                else self._currencies.settle(cell.unit, text, house_currency)
            )
            sign: Sign = "minus" if cell.negative else "plus"
            span = (start, end, start, end, text[start:end])
            yield Money(*span, value, value, value, code, "inherited", "exact", sign=sign)

    def read(self, text: str, house_currency: str | None) -> Iterator[Money | Refused]:
        """Yield mentions and refused amounts in the order of the text."""
        floor = 0
        last: Money | None = None
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
            found = self._found(text, (start, end), floor, house_currency, last)
            if found is None:
                continue
            if isinstance(found, Money):
                last, floor = found, found.end
            else:
                floor = found[1]
            yield found

    def _near_currency(self, text: str, start: int, end: int) -> bool:
        """Whether a run may be an amount at all, by the few characters around it."""
        behind = text[end : end + 1]
        if behind in self._behind_heads and self._behind.match(text, end) is not None:
            return True
        last = text[end - 1]
        if last in self._house_ends and end - start > 1:
            return True  # a magnitude alone is no amount without a currency: 경찰, 조사
        if last in "sS" and text[end - 6 : end].lower() in _PLURALS:
            return True
        at = start - 1
        while at >= 0 and text[at] in _SKIPPED_BEFORE and start - at < 5:
            at -= 1
        if at < 0 or text[at] in self._currencies.last_letters:
            return at >= 0
        return end - start > 2 and text[at] in self._currencies.front_letters

    def _found(
        self,
        text: str,
        run: tuple[int, int],
        floor: int,
        house_currency: str | None,
        last: Money | None,
    ) -> Money | Refused | None:
        """Return the amount of a run; refused is what may be a part of a number or range only."""
        side = self._sides.at(text, *run, floor)
        if side is None:
            return (*run, _PART) if self._numerals.is_broken(text, *run) else None
        amount = self._ranges.from_side(text, side, floor)
        if amount is None and self._ranges.is_cut(text, side):
            return *run, _PART
        amount = amount or self._single(text, side)
        return None if amount is None else self._mention(text, amount, floor, house_currency, last)

    def _single(self, text: str, side: Side) -> Amount | None:
        """Return the amount of one side, its smaller units and its 대 ("1조 원대") taken in."""
        unit, numeral = side.unit, side.numeral
        low, high, end = side.low, side.high, side.end
        if unit is None:
            if numeral.unit < _HOUSE_LEAST:
                return None
            return Amount(side.start, end, low, high, None, numeral.about, numeral, side.negative)
        # Nobody counts millions to the cent: cents behind them are another amount.
        if numeral.exact and numeral.unit < _MILLION:
            more, end = self._sides.smaller(text, end, unit)
            low, high = low + more, low + more
        if end == side.end and not self._plausible.amount(
            text, numeral, (side.start, side.end), unit
        ):
            return None
        tens = self._tens.match(text, end)
        if tens is not None:
            end = tens.end()
            high = low + _last_place(low) if numeral.exact else high
        return Amount(side.start, end, low, high, unit, numeral.about, numeral, side.negative)

    def _mention(
        self,
        text: str,
        amount: Amount,
        floor: int,
        house_currency: str | None,
        last: Money | None,
    ) -> Money | Refused | None:
        currency, evidence = self._currency(text, amount, house_currency, last)
        if evidence is None:
            return None
        if amount.numeral.digits > MAX_DIGITS:
            return amount.start, amount.end, f"a number of more than {MAX_DIGITS} digits"
        if abs(amount.low) >= MAX_AMOUNT or abs(amount.high or Decimal(0)) >= MAX_AMOUNT:
            return amount.start, amount.end, "an amount of 1e22 or more"
        start, end, bound = self._bounds.around(text, amount.start, amount.end, floor)
        start, sign = self._signs.around(text, start, end, floor)
        found = _money(text, amount, (start, end), bound, currency, evidence)
        return replace(found, sign="minus") if amount.negative or sign == "minus" else found

    def _currency(
        self, text: str, amount: Amount, house_currency: str | None, last: Money | None
    ) -> tuple[str | None, CurrencyEvidence | None]:
        """Return the amount's currency and what it rests on; no evidence, no money."""
        if amount.unit is not None:
            code = self._currencies.settle(amount.unit, text, house_currency)
            return code, "inherited" if amount.borrowed else "explicit"
        if not self._house.is_money(text, amount.start, amount.end, amount.numeral):
            return None, None
        near = last is not None and amount.start - last.end <= _NEIGHBOUR
        if last is not None and near and not _BREAK.search(text, last.end, amount.start):
            return last.currency, "inherited"
        return house_currency or self._currencies.home, "house"


def _money(
    text: str,
    amount: Amount,
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
        low, high = sorted((amount.low, amount.high))  # a minus may stand the other way round
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


def _span(found: Money | Refused) -> tuple[int, int]:
    return (found.start, found.end) if isinstance(found, Money) else found[:2]


def _outside(
    found: Iterable[Money | Refused], taken: Sequence[tuple[int, int]]
) -> Iterator[Money | Refused]:
    """Yield what overlaps none of the spans ``taken``; both are in order."""
    at = 0
    for mention in found:
        start, end = _span(mention)
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        if at == len(taken) or end <= taken[at][0]:
            yield mention


def _last_place(value: Decimal) -> Decimal:
    """Return the worth of the last digit that is not zero: 1e12 for 1조, 100 for 1300."""
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(int(exponent))


@cache
def _reader(langs: tuple[str, ...]) -> MoneyReader:
    return MoneyReader(langs)
