"""Currencies by sign, code, word and slang, and what a shared one ("$", peso) means in a text.

Signs and ISO 4217 codes are in ``lexicon/any/currencies.yaml``, the words of a language in its own
``currencies.yaml``. A sign or word that several currencies share is settled by the marks of one
country's money in the same text; where there are none, by the language's home; else it stays None.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from wirebook.reading.lexicons import lexicon
from wirebook.reading.patterns import one_of

_ONE = Decimal(1)
_SPACES = re.compile(r"[ \u00a0\n\t・-]+")
# How far back a currency before the number may begin.
_REACH = 26
# Where a dateline stands, how often a country is named in a text of its own, and how much of a
# text is looked at for the marks of a country.
_DATELINE = 120
_OWN_PLACES = 2
_SAMPLE = 20_000


# How far a word may be taken for money: always; beside a word of money, a magnitude or a
# thousands separator; beside the latter two only; only behind its main unit.
Trust = Literal["sure", "weak", "rare", "after"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a currency word stands for: a code, or a family that the text must settle.

    ``of`` is its part of the main unit (0.01 for a cent), ``scale`` the thousand or million that
    a code carries (MUSD). One spelled digit before a word that ``needs_magnitude`` makes another
    word (구원, 이유로). ``sign`` marks signs and codes, which may stand on either side.
    """

    name: str
    code: str | None = None
    family: str | None = None
    of: Decimal = _ONE
    scale: Decimal = _ONE
    trust: Trust = "sure"
    sign: bool = False
    needs_magnitude: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """A currency named at ``start``..``end``."""

    start: int
    end: int
    unit: Unit


@dataclass(slots=True)
class _Seen:
    """What was found out about one text as a whole."""

    text: str
    settled: dict[tuple[str, str | None], str | None] = field(default_factory=dict)
    hinted: dict[str, int] = field(default_factory=dict)


class Currencies:
    """The currency words of one set of languages; see :func:`currencies_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        common = lexicon("any", "currencies")
        self.langs = langs
        self.home: str | None = lexicon(langs[0], "currencies").get("home")
        self._common = common
        self._last = _Seen("")
        self._words: dict[str, Unit] = {}
        self._exact: dict[str, Unit] = {}
        self._before: dict[str, Unit] = {}
        for lang in reversed(langs):
            self._learn(lexicon(lang, "currencies"))
        self._learn_common(common)
        self._hints = {
            code: re.compile("|".join(re.escape(str(h)) for h in words))
            for code, words in common["hints"].items()
        }
        self._contrast: dict[str, re.Pattern[str]] = {
            code: re.compile(rf"(?<![A-Za-z]){one_of(marks)}")
            for code, marks in common["contrast"].items()
        }
        self._institutions = {
            code: re.compile(rf"(?<![A-Za-z]){one_of([*words, *common['institutions']['any']])}")
            for code, words in common["institutions"].items()
        }
        self._compile()
        self._not_before = _not_before(langs)

    def _learn(self, lex: dict[str, Any]) -> None:
        """Take up the words of one language."""
        trust: dict[str, Trust] = dict.fromkeys(lex.get("weak") or (), "weak")
        trust |= dict.fromkeys(lex.get("rare") or (), "rare")
        needs = frozenset(lex.get("needs_magnitude") or ())

        def learn(word: str, code: str | None, family: str | None = None) -> None:
            self._words[word] = Unit(
                word,
                code,
                family,
                trust=trust.get(word, "sure"),
                needs_magnitude=word in needs,
            )

        for name, family in (lex.get("families") or {}).items():
            for word in family["words"]:
                learn(word, None, name)
                for kind, code in family["kinds"].items():
                    self._words[f"{kind} {word}"] = Unit(word, code)
        for code, words in (lex.get("words") or {}).items():
            for word in words:
                learn(word, code)
        for word, part in (lex.get("subunits") or {}).items():
            self._words[word] = Unit(
                word,
                part.get("currency"),
                part.get("family"),
                Decimal(part["of"]),
                trust="after" if part.get("only_after") else "sure",
            )
        for word in lex.get("prefixes") or ():
            self._before[word] = self._words[word]

    def _learn_common(self, common: dict[str, Any]) -> None:
        """Take up the signs and codes."""
        weak = frozenset(common["weak_codes"])
        codes: dict[str, str] = {code: code for code in common["codes"]} | common["same_as"]
        for name, code in codes.items():
            trust: Trust = "rare" if name in weak else "sure"
            self._exact[name] = Unit(name, code, trust=trust, sign=True)
        for name in common["lower_codes"]:
            self._exact[name] = Unit(name, codes[name.upper()], sign=True)
        for mark, factor in common["scaled_codes"].items():
            for code in common["scalable_codes"]:
                self._exact[mark + code] = Unit(code, code, scale=Decimal(factor), sign=True)
        self._signs: dict[str, Unit] = {}
        for sign, code in common["signs"].items():
            self._signs[sign] = Unit(sign, code, sign=True)
        for sign, family in common["shared_signs"].items():
            of = Decimal("0.01") if family == "cent" else _ONE
            self._signs[sign] = Unit(sign, family=family, of=of, sign=True)

    def _compile(self) -> None:
        cjk = {w: u for w, u in self._words.items() if ord(w[-1]) > 0x2E7F}
        latin = {w: u for w, u in self._words.items() if w not in cjk}
        loose = [form for w in cjk for form in _forms(w)]
        self._by_name = {_key(w): u for w, u in self._words.items()}
        names = [
            rf"(?P<c>{one_of(loose)})",
            rf"(?P<l>(?i:{one_of(latin)}))(?![A-Za-z])",
            rf"(?P<x>{one_of(self._exact)})(?![A-Za-z])",
            rf"(?P<s>{one_of(w for w in self._signs if not w[-1].isalpha())}"
            rf"|{one_of(w for w in self._signs if w[-1].isalpha())}(?![A-Za-z]))",
        ]
        # A code before a sign that says the same (usd$) is one name; so the longest sign first.
        self._after = re.compile(
            rf"(?:[ \u00a0\n\t]{{0,5}}|-)(?:{names[3]}|{names[0]}|{names[2]}|{names[1]})"
        )
        prefixes = one_of(self._before)
        self._prefix = re.compile(
            rf"(?:(?P<s>(?<![A-Za-z]){one_of(w for w in self._signs if w[0].isalpha())}"
            rf"|{one_of(w for w in self._signs if not w[0].isalpha())})"
            rf"|(?P<x>(?<![A-Za-z]){one_of(self._exact)})|(?P<c>(?i:{prefixes})))[ \u00a0]{{0,2}}$"
        )
        self.heads = frozenset({*self._words, *loose, *self._exact, *self._signs})
        ends = [w[-1] for w in (*self._signs, *self._exact, *self._before)]
        self.last_letters = frozenset("".join(ends) + "".join(ends).upper())

    def after(self, text: str, end: int) -> Named | None:
        """Return the currency named right after a number that ends at ``end``."""
        m = self._after.match(text, end)
        if m is None:
            return None
        kind = m.lastgroup or ""
        if kind == "s":
            unit = self._signs[m["s"]]
        elif kind == "x":
            unit = self._exact[m["x"]]
        else:
            unit = self._by_name[_key(m[kind])]
            ends = self._not_before.get(unit.name)
            if ends is not None and ends.match(text, m.end()):
                return None
        return Named(m.start(kind), m.end(), unit)

    def before(self, text: str, start: int, floor: int) -> Named | None:
        """Return the currency named right before a number that begins at ``start``."""
        at = start - 1
        while at > floor and text[at] in " \u00a0" and start - at < 4:
            at -= 1
        if at < floor or text[at] not in self.last_letters:
            return None
        begin = max(floor, start - _REACH)
        m = self._prefix.search(text, begin, start)
        if m is None:
            return None
        kind = m.lastgroup or ""
        unit = {"s": self._signs, "x": self._exact}.get(kind, self._before).get(m[kind])
        if unit is None:
            unit = self._by_name[_key(m[kind])]
        return Named(m.start(), m.end(kind), unit)

    def settle(self, unit: Unit, text: str, house: str | None = None) -> str | None:
        """Return the ISO code that ``unit`` means in ``text``, None if the text leaves it open.

        ``house`` is the currency of the outlet, whose own dollar a plain "$" is.
        """
        if unit.code is not None:
            return unit.code
        family = unit.family or ""
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
        home: str | None = self._common["home"].get(self.langs[0], {}).get(family)
        default: str | None = home or self._common["default"].get(family)
        counts = {code: self.hinted(code, text) for code in self._common["families"][family]}
        if not any(counts.values()) or family == "pound" and counts[default or ""]:
            return default
        likeliest: str = max(counts, key=lambda code: (counts[code], code == default))
        return likeliest

    def _dollar(self, text: str, house: str | None) -> str:
        """Return whose dollar a plain "$" is: American, unless the text is another country's.

        A dateline alone is none's: international wires mean American dollars wherever they
        write. Where a text marks the other dollar ("C$5 million ($3.6 million)"), its plain "$"
        is American too; where it marks the American one, its plain "$" is the other.
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


def _not_before(langs: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Return, by currency word, what follows where it is another word (원전, 元首)."""
    ends: dict[str, set[str]] = {}
    unless: dict[str, set[str]] = {}
    for lang in langs:
        for key, found in (("not_before", ends), ("before_anyway", unless)):
            for word, listed in (lexicon(lang, "currencies").get(key) or {}).items():
                found.setdefault(word, set()).update(listed)
    return {
        word: re.compile(
            (rf"(?!{one_of(unless[word])})" if word in unless else "") + one_of(listed),
            re.IGNORECASE,
        )
        for word, listed in ends.items()
    }


def _forms(word: str) -> Iterator[str]:
    yield word
    if " " in word:
        yield word.replace(" ", "")


def _key(word: str) -> str:
    return _SPACES.sub("", word).lower()


@cache
def currencies_of(langs: tuple[str, ...]) -> Currencies:
    """Return the currency words of these languages (compiled once)."""
    return Currencies(langs)
