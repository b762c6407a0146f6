"""Whose money a shared sign or word means in a text: "$", peso, rupee, kr.

A sign or word that several currencies share is settled by the marks of one country's money in the
same text; where there are none, by the language's home; else it stays None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from wirebook.reading.amounts import currency_table
from wirebook.reading.lexicons import lexicon
from wirebook.reading.patterns import one_of

# Where a dateline stands, how often a country is named in a text of its own, and how much of a
# text is looked at for the marks of a country.
_DATELINE = 120
_OWN_PLACES = 2
_SAMPLE = 20_000
# Families under another spelling of their noun, and those whose members are listed one by one.
_SPELLED = {"krona": "krone", "króna": "krone", "rial": "riyal"}
_FIXED = ("dollar", "cent", "yen")


@dataclass(slots=True)
class _Seen:
    """What was found out about one text as a whole."""

    text: str
    settled: dict[tuple[str, str | None], str | None] = field(default_factory=dict)
    hinted: dict[str, int] = field(default_factory=dict)
    contrasted: dict[str, bool] = field(default_factory=dict)


class WhoseMoney:
    """Settles shared money for one set of languages; see :func:`whose_money_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        common = lexicon("any", "currencies")
        self._lang = langs[0]
        self._common = common
        self._last = _Seen("")
        self._families = _families(common)
        self._hints = {
            code: re.compile("|".join(re.escape(str(h)) for h in words))
            for code, words in common["hints"].items()
        }
        for code, names in lexicon("any", "currency_countries").items():
            if code not in self._hints:
                self._hints[code] = re.compile(rf"(?<![A-Za-z]){one_of(names)}(?![a-z])")
        self._contrast: dict[str, re.Pattern[str]] = {
            code: re.compile(rf"(?<![A-Za-z]){one_of(marks)}")
            for code, marks in common["contrast"].items()
        }
        self._converted = self._conversion(langs)
        self._institutions = {
            code: re.compile(rf"(?<![A-Za-z]){one_of([*words, *common['institutions']['any']])}")
            for code, words in common["institutions"].items()
        }

    @staticmethod
    def _conversion(langs: tuple[str, ...]) -> re.Pattern[str]:
        """Return what a conversion into dollars looks like: other money, then a "$" in brackets."""
        named = [w for lang in langs for words in _named(lang) for w in words]
        return re.compile(rf"(?<![a-z])(?i:{one_of(named)}) ?\([A-Za-z ]{{0,14}}\$\d")

    def settle(self, family: str, text: str, house: str | None = None) -> str | None:
        """Return the ISO code that a shared word means in ``text``, None where that is open.

        ``house`` is the currency of the outlet, whose own dollar a plain "$" is.
        """
        if family == "cent":
            family = "dollar"
        answers = self._seen(text).settled
        if (family, house) not in answers:
            is_dollar = family == "dollar"
            code = self._dollar(text, house) if is_dollar else self._shared(family, text)
            answers[family, house] = code
        return answers[family, house]

    def _shared(self, family: str, text: str) -> str | None:
        """Return the currency of a shared word: by the countries in the text, else the default."""
        home: str | None = self._common["home"].get(self._lang, {}).get(family)
        default: str | None = home or self._common["default"].get(family)
        counts = {code: self.hinted(code, text) for code in self._families.get(family, ())}
        if not any(counts.values()) or family == "pound" and counts[default or ""]:
            return default
        likeliest: str = max(counts, key=lambda code: (counts[code], code == default))
        return likeliest

    def _dollar(self, text: str, house: str | None) -> str:
        """Return whose dollar a plain "$" is: American, unless the text is another country's.

        A dateline alone is none's: international wires mean American dollars wherever they
        write. Where a text marks the other dollar ("C$5 million ($3.6 million)"), its plain "$"
        is American too; where it marks the American one, its plain "$" is the other. One that
        converts other money in brackets ("2 billion pounds ($2.7 billion)") is American.
        """
        if house is not None and house in self._contrast and not self._contrasted(house, text):
            return house
        places = {
            code: self.hinted(code, text) + self._is_dateline(code, text) for code in self._contrast
        }
        code: str = max(places, key=lambda code: places[code])
        if self._says_so(code, text):
            return code
        if places[code] < _OWN_PLACES or self._contrasted(code, text):
            return "USD"
        if self._converted.search(text, 0, _SAMPLE):
            return "USD"
        if any(mark in text for mark in self._common["american_signs"]):
            return code
        at_home = not self.hinted("USD", text) and self._institutions[code].search(text, 0, _SAMPLE)
        return code if at_home else "USD"

    def _is_dateline(self, code: str, text: str) -> bool:
        return any(place in text[:_DATELINE] for place in self._common["datelines"][code])

    def _says_so(self, code: str, text: str) -> bool:
        """Whether the text tells its unit: "all figures in Canadian dollars"."""
        words = (w for w in self._common["contrast"][code] if w.endswith("dollar"))
        return any(f" in {word}s" in text for word in words)

    def _contrasted(self, code: str, text: str) -> bool:
        return self._contrast[code].search(text) is not None

    def hinted(self, code: str, text: str) -> int:
        """Return how often the text shows marks of the country of ``code`` (a sample of it)."""
        marks, counts = self._hints.get(code), self._seen(text).hinted
        if marks is None:
            return 0
        if code not in counts:
            counts[code] = len(marks.findall(text, 0, _SAMPLE))
        return counts[code]

    def _seen(self, text: str) -> _Seen:
        """Return what is known of ``text``: an article has many amounts and one answer."""
        if self._last.text is not text:
            self._last = _Seen(text)
        return self._last


def _named(lang: str) -> list[list[str]]:
    """Return the words of a language for money that is no dollar."""
    lex = lexicon(lang, "currencies")
    families = [f["words"] for name, f in (lex.get("families") or {}).items() if name != "dollar"]
    return [*families, *(lex.get("words") or {}).values()]


def _families(common: dict[str, Any]) -> dict[str, list[str]]:
    """Return the currencies in use that share a word: the listed ones, then by their name."""
    found = {family: list(codes) for family, codes in common["families"].items()}
    for currency in currency_table.currencies().values():
        noun = currency.name.rpartition(" ")[2].lower()
        family = _SPELLED.get(noun, noun)
        if currency.kind == "current" and family in found and family not in _FIXED:
            if currency.code not in found[family]:
                found[family].append(currency.code)
    return found


@cache
def whose_money_of(langs: tuple[str, ...]) -> WhoseMoney:
    """Return what settles shared money in these languages (compiled once)."""
    return WhoseMoney(langs)
