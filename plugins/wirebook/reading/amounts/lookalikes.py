"""Whether a number and a currency word are an amount, or only look like one.

Full buses (만원 버스), buildings (101동), weights ("lost 20 pounds"), matches won: words that are
often something else need a magnitude, a thousands separator, or a word of money near by. A text
that is nothing but a number and such a word is taken at its word.
"""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.amounts.currencies import Unit, currencies_of
from wirebook.reading.amounts.numerals import Numeral
from wirebook.reading.amounts.unnamed_currency import house_of, sentence_around
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.patterns import one_of

# Characters around a weight in which a word tells that it is one.
_NEAR = 40
# And around a small unit (sen, p), in which a word tells that a share is priced.
_PRICED_NEAR = 70
# Syllables of a Korean name.
_NAME = 3
_YEARS = range(1900, 2101)
_CAPITAL = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+$")
_NUMBERED = re.compile(r"[ -]\d")


class Plausible:
    """The checks for one set of languages; see :func:`plausible_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._currencies = currencies_of(langs)
        self._house = house_of(langs)
        traps = [w for lang in langs for w in lexicon(lang, "money").get("traps") or ()]
        self._traps = re.compile(one_of(traps))
        titles = one_of(listed(langs, "money", "titles"))
        title = rf"{titles}(?![가-힣 ]|$)|{titles}(?:[은는이가을를의도와과께]|님|(?= 겸)|(?=[,.]))"
        names = one_of(listed(langs, "money", "name_endings"))
        self._title = re.compile(rf"(?:{names})?(?:[(（][^()（）\n]{{1,20}}[)）])? (?:{title})")
        self._post = re.compile(rf" [\w·&]{{1,20}} (?:{title})")
        # 금융위원장 이억원이, 이억원 금융위원장은, 이억원 금융위원회 위원장은
        self._surnames = frozenset(listed(langs, "money", "surnames"))
        self._titled = re.compile(rf"(?:{titles}) ?$")
        self._office = re.compile(rf"(?: [가-힣A-Za-z·]{{2,12}})? [가-힣]{{0,8}}?(?:{title})")
        self._priced_units = frozenset(listed(langs, "money", "priced_units"))
        self._priced_tight = frozenset(listed(langs, "money", "priced_tight"))
        shorts = lexicon("any", "currencies")["abbreviations"]
        self._shorts = frozenset(short for short in shorts if len(short) > 1)
        near = one_of(listed(langs, "money", "priced_near"))
        self._priced_near = re.compile(rf"(?<![A-Za-z])(?i:{near})")
        weights: dict[str, set[str]] = {}
        for lang in langs:
            for word, marks in (lexicon(lang, "currencies").get("weight_words") or {}).items():
                weights.setdefault(word, set()).update(marks)
        self._weights = {
            word: re.compile(rf"(?<![A-Za-z]){one_of(marks)}(?![A-Za-z])")
            for word, marks in weights.items()
        }
        self._not_before = {
            word: re.compile(one_of(ends), re.IGNORECASE)
            for lang in langs
            for word, ends in (lexicon(lang, "currencies").get("weak_not_before") or {}).items()
        }
        of = [w for lang in langs for w in lexicon(lang, "currencies").get("weight_of") or ()]
        self._weight_of = frozenset(of)
        self._money_behind = {
            word: re.compile(rf"[ -]{one_of(ends)}")
            for lang in langs
            for word, ends in (lexicon(lang, "currencies").get("weight_before") or {}).items()
        }

    def amount(self, text: str, numeral: Numeral, span: tuple[int, int], unit: Unit) -> bool:
        """Whether the number with the currency ``unit`` at ``span`` is an amount of money."""
        if self._traps.match(text, numeral.start):
            return False
        if numeral.spelled and self._is_name(text, span, unit) or _is_numbered(text, numeral, span):
            return False
        if unit.needs_magnitude and numeral.spelled and numeral.unit == 1:
            return numeral.low != numeral.low.to_integral_value()
        if unit.name in self._weights and self._weighs(text, numeral, span, unit):
            return False
        return unit.trust == "sure" or self._trusted(text, numeral, span, unit)

    def _is_name(self, text: str, span: tuple[int, int], unit: Unit) -> bool:
        """Whether syllables are a person: 천위안 회장, 천위안 CATL 회장, 금융위원장 이억원."""
        start, end = span
        if " " in text[start:end]:
            return False
        if text[start] in self._surnames and end - start == _NAME and self._is_person(text, span):
            return True
        if end - start > len(unit.name) + 1:
            return False
        if self._title.match(text, end) is not None:
            return True
        return unit.code != self._currencies.home and self._post.match(text, end) is not None

    def _is_person(self, text: str, span: tuple[int, int]) -> bool:
        """Whether a title stands at three syllables that begin with a surname, or, where the
        middle one is a magnitude that prices are rarely spelled in (이억원), no word of money."""
        start, end = span
        if self._titled.search(text, max(0, start - 8), start) or self._office.match(text, end):
            return True
        return text[start + 1] in "억조경" and not self._house.near_money(text, start, end)

    def _trusted(self, text: str, numeral: Numeral, span: tuple[int, int], unit: Unit) -> bool:
        start, end = span
        if text[:start].strip() == "" and text[end:].strip(" .!?\n") == "":
            return True
        if unit.trust == "after":
            return self._priced(text, numeral, span, unit)
        between = text[numeral.end : end].removesuffix(unit.name).strip(" -")
        if numeral.unit >= 1000 or numeral.grouped or numeral.fraction == 2:
            return True
        if between in self._shorts:
            return True  # 2 tln won
        if unit.sign and start < numeral.start and end > numeral.end:
            return True  # a letter for the magnitude behind: SAR1.5bn
        ends = self._not_before.get(unit.name)
        if ends is not None and ends.match(text, end):
            return False
        if unit.trust == "rare" or numeral.digits == 4 and int(numeral.low) in _YEARS:
            return False
        hinted = unit.code is not None and self._currencies.hinted(unit.code, text) > 0
        return hinted or self._house.near_money(text, start, end)

    def _priced(self, text: str, numeral: Numeral, span: tuple[int, int], unit: Unit) -> bool:
        """Whether a small unit alone is the price or dividend of a share: 36 sen, 341p."""
        start, end = span
        tight = unit.name in self._priced_tight and end - numeral.end > len(unit.name)
        if unit.name not in self._priced_units or tight or numeral.spelled or numeral.low >= 10_000:
            return False
        if not text.startswith(unit.name, end - len(unit.name)):
            return False  # 20C is no 20c
        near = sentence_around(text, start, end, _PRICED_NEAR)
        return self._priced_near.search(near) is not None

    def _weighs(self, text: str, numeral: Numeral, span: tuple[int, int], unit: Unit) -> bool:
        """Whether a number of pounds is a weight."""
        start, end = span
        if numeral.unit >= 1_000_000:
            return False
        if unit.name in self._weight_of and text.startswith(" of ", end):
            return True
        behind = self._money_behind.get(unit.name)
        if behind is not None and numeral.low != 1 and text[end : end + 1] in (" ", "-"):
            return behind.match(text, end) is None
        marks = self._weights[unit.name]
        return marks.search(text, max(0, start - _NEAR), min(len(text), end + _NEAR)) is not None


def _is_numbered(text: str, numeral: Numeral, span: tuple[int, int]) -> bool:
    """Whether the currency word is a name with a number of its own: a Euro 2024 seat."""
    if not numeral.spelled and (numeral.digits != 4 or int(numeral.low) not in _YEARS):
        return False
    return bool(_NUMBERED.match(text, span[1]) and _CAPITAL.search(text, *span))


@cache
def plausible_of(langs: tuple[str, ...]) -> Plausible:
    """Return the checks of these languages (compiled once)."""
    return Plausible(langs)
