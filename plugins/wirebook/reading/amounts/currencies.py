"""Currencies by sign, code, name and slang, right behind a number or right before it.

Codes are those of the table of currencies (currency_table.py), signs stand in
``lexicon/any/currencies.yaml``, names in each language's ``currency_names.yaml`` (CLDR's, written
by a script) and ``currencies.yaml`` (what print says besides). A name that is not understood
("US$" is, "QX$" is not) is a currency unknown, never the house's or the dollar; what a shared one
("$", peso) means in a text is settled in whose_money.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from wirebook.reading.amounts import currency_table
from wirebook.reading.amounts.whose_money import whose_money_of
from wirebook.reading.lexicons import lexicon, listed
from wirebook.reading.patterns import one_of

_ONE = Decimal(1)
_LINE_END = re.compile(r"[ \u00a0]?\n")
_SPACES = re.compile(r"[ \u00a0\n\t・-]+")
# Words in the longest name that may stand before a number (Hong Kong dollars 5 million).
_NAME_WORDS = 4

# How far a word may be taken for money: always; beside a word of money, a magnitude or a
# thousands separator; beside the latter two only; only behind its main unit, or where a share is
# priced or paid a dividend.
Trust = Literal["sure", "weak", "rare", "after"]


@dataclass(frozen=True, slots=True)
class Unit:
    """What a currency word stands for: a code, or a family that the text must settle.

    ``of`` is its part of the main unit (0.01 for a cent), ``scale`` the thousand or million that
    a code carries (MUSD). One spelled digit before a word that ``needs_magnitude`` makes another
    word (구원, 이유로). ``sign`` marks signs and codes, which may stand on either side. A unit of
    neither code nor family is a currency that is not understood.
    """

    name: str
    code: str | None = None
    family: str | None = None
    of: Decimal = _ONE
    scale: Decimal = _ONE
    trust: Trust = "sure"
    sign: bool = False
    needs_magnitude: bool = False


class Named(NamedTuple):
    """A currency named at ``start``..``end``."""

    start: int
    end: int
    unit: Unit


class Currencies:
    """The currency words of one set of languages; see :func:`currencies_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        common = lexicon("any", "currencies")
        self.langs = langs
        self.home: str | None = lexicon(langs[0], "currencies").get("home")
        self._whose = whose_money_of(langs)
        self._words: dict[str, Unit] = {}
        self._exact: dict[str, Unit] = {}
        self._signs: dict[str, Unit] = {}
        self._spaced: dict[str, Unit] = {}
        self._before: dict[str, Unit] = {}
        self._bounded: set[str] = set()
        # First characters of the words that one syllable may count (이 달러): not of CLDR's names.
        self.firsts: frozenset[str] = frozenset()
        for lang in reversed(langs):
            self._learn_names(lexicon(lang, "currency_names"))
        for lang in reversed(langs):
            self._learn(lexicon(lang, "currencies"))
        self._learn_common(common)
        own = {w for lang in langs for w in _flat(lexicon(lang, "currencies"))}
        self.firsts = frozenset(word[0] for word in (*own, *self._exact, *self._signs))
        self._generic = frozenset(listed(langs, "currencies", "generic"))
        self._shared_dollar = frozenset(common["shared_signs"])
        self._compile(common)
        self._not_before = _not_before(langs)
        self._unknown = _unknown(langs)

    def _learn_names(self, lex: dict[str, Any]) -> None:
        """Take up CLDR's names of one language."""
        for code, names in (lex.get("names") or {}).items():
            self._words |= {name: Unit(name, code) for name in names}
        for noun, code in (lex.get("nouns") or {}).items():
            self._words[noun] = Unit(noun, code, trust="rare")
            self._bounded.add(noun)

    def _learn(self, lex: dict[str, Any]) -> None:
        """Take up the words of one language."""
        trust: dict[str, Trust] = dict.fromkeys(lex.get("weak") or (), "weak")
        trust |= dict.fromkeys(lex.get("rare") or (), "rare")
        needs = frozenset(lex.get("needs_magnitude") or ())

        def learn(word: str, code: str | None, family: str | None = None) -> None:
            self._bounded.discard(word)
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
        weak, retired = frozenset(common["weak_codes"]), frozenset(common["retired_codes"])
        table = currency_table.currencies()
        read = (c for c in table if table[c].kind != "retired" or c in retired)
        codes: dict[str, str] = {code: code for code in read} | common["same_as"]
        for name, code in codes.items():
            trust: Trust = "rare" if name in weak else "sure"
            self._exact[name] = Unit(name, code, trust=trust, sign=True)
        for name in common["lower_codes"]:
            self._exact[name] = Unit(name, codes[name.upper()], sign=True)
        for mark, factor in common["scaled_codes"].items():
            for code in common["scalable_codes"]:
                self._exact[mark + code] = Unit(code, code, scale=Decimal(factor), sign=True)
        for sign, family in common["shared_signs"].items():
            of = Decimal("0.01") if family == "cent" else _ONE
            self._signs[sign] = Unit(sign, family=family, of=of, sign=True)
        for name, code in codes.items():
            for form in (f"{name}$", f"{name.lower()}$"):
                self._signs[form] = Unit(form, code, sign=True)
            if name not in weak:
                self._spaced[f"{name} $"] = Unit(f"{name}$", code, sign=True)
        for sign, code in common["signs"].items():
            self._signs[sign] = Unit(sign, code, sign=True)

    def _compile(self, common: dict[str, Any]) -> None:
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
        either = rf"(?:{names[3]}|{names[0]}|{names[2]}|{names[1]})"
        self._after = re.compile(rf"(?:[ \u00a0\u2009\u202f\t]{{0,5}}|-){either}")
        particles = "".join(listed(self.langs, "currencies", "particles"))
        self._ends = re.compile(rf"[^\w]|$|[{particles or 'x'}]")
        self._signs |= self._spaced
        self._exact_before = {**self._exact, **self._signs}
        self._lower_before = {w.lower(): u for w, u in self._before.items()}
        self._endings_before = _endings((*self._exact_before, *self._lower_before))
        self._bare = {mark: Unit(f"{mark}$", code) for mark, code in common["bare_marks"].items()}
        self.heads = frozenset({*self._words, *loose, *self._exact, *self._signs})
        last = [w[-1] for w in (*self._signs, *self._exact, *self._before, *self._bare)]
        self.last_letters = frozenset("".join(last) + "".join(last).upper())
        self._learn_fronts()

    def _learn_fronts(self) -> None:
        """Names that may stand before a number too (日圓2兆元, US dollars 5 million): sure ones."""
        money = listed(self.langs, "currencies", "before_marks")  # 화 of 엔화
        found: dict[str, Unit] = {}
        for word, unit in self._words.items():
            if unit.trust != "sure" or unit.of != 1 or word in self._generic:
                continue
            if unit.family is None and len(word) > 1:
                found |= {form: unit for form in (_key(word), word, word.replace(" ", ""))}
            if not word.isascii():
                found |= {_key(word + mark): unit for mark in money}
        self._fronts = found
        self._endings_front = _endings(found)
        self.front_letters = frozenset(w[-1] for w in found) - set(" ")

    def after(self, text: str, end: int) -> Named | None:
        """Return the currency named right after a number that ends at ``end``."""
        m = self._after.match(text, end) or self._on_next_line(text, end)
        if m is None:
            return None
        kind = m.lastgroup or ""
        if kind == "s":
            unit = self._signs[m["s"]]
        elif kind == "x":
            unit = self._exact[m["x"]]
        else:
            unit = self._by_name.get(m[kind]) or self._by_name[_key(m[kind])]
            if self._is_longer_word(text, m, unit) or _is_model(text, m, kind, end):
                return None
        return Named(m.start(kind), m.end(), unit)

    def _on_next_line(self, text: str, end: int) -> re.Match[str] | None:
        """Return a name on the next line that goes on with the sentence; never a code or a sign."""
        line = _LINE_END.match(text, end)
        m = None if line is None else self._after.match(text, line.end())
        if m is None or m.lastgroup not in ("c", "l") or m.start(m.lastgroup) != m.start():
            return None
        goes_on = m["l"].islower() if m.lastgroup == "l" else self._ends.match(text, m.end())
        return m if goes_on else None

    def _is_longer_word(self, text: str, m: re.Match[str], unit: Unit) -> bool:
        """Whether the word found goes on as another one: 원전, 元首, レオンハルト, 유로6."""
        ends = self._not_before.get(unit.name)
        if ends is not None and ends.match(text, m.end()):
            return True
        follows = text[m.end() : m.end() + 1]
        if unit.name in self._bounded and follows.isalpha() and not follows.isascii():
            return follows not in _PARTICLES and _script(follows) == _script(unit.name[-1])
        return False

    def unknown(self, text: str, end: int) -> Named | None:
        """Return a currency of a country that no list has, behind a number: 5억 무릉달러."""
        m = self._unknown.match(text, end)
        return None if m is None else Named(m.start(1), m.end(), Unit(m[1]))

    def before(self, text: str, start: int, floor: int) -> Named | None:
        """Return the currency named right before a number that begins at ``start``."""
        at = start - 1
        while at > floor and text[at] in " \u00a0" and start - at < 4:
            at -= 1
        if at < floor or text[at] not in self.last_letters:
            return None
        end = at + 1
        for length in _lengths(self._endings_before, text[max(0, end - 2) : end]):
            begin = end - length
            unit = None if begin < floor else self._named_before(text, begin, end)
            if unit is not None:
                named = Named(begin, end, unit)
                return self._lettered(text, named, floor) if self._is_shared(unit) else named
        return None

    def _named_before(self, text: str, begin: int, end: int) -> Unit | None:
        name = text[begin:end]
        unit = self._exact_before.get(name) or self._exact_before.get(name.replace("\u00a0", " "))
        if unit is None:
            return self._lower_before.get(name.lower())
        letter = name[0].isascii() and name[0].isalpha() and begin > 0
        return None if letter and _is_latin(text[begin - 1]) else unit

    def _is_shared(self, unit: Unit) -> bool:
        return unit.name in self._shared_dollar

    def _lettered(self, text: str, named: Named, floor: int) -> Named:
        """Return a shared sign with the letters at it: of QX$ nobody knows whose dollar it is."""
        begin = named.start
        while begin > floor and text[begin - 1].isascii() and text[begin - 1].isalpha():
            begin -= 1
        if 0 < named.start - begin <= 4 and text[begin].isupper():
            return Named(begin, named.end, replace(named.unit, code=None, family=None))
        return named

    def front(self, text: str, start: int, floor: int) -> Named | None:
        """Return the name of a currency before a number with a magnitude: 韓元30萬億."""
        end = start
        while end > floor and text[end - 1] in " \u00a0" and start - end < 2:
            end -= 1
        if end <= floor or text[end - 1] not in self.front_letters:
            return None
        begin = end
        if text[end - 1].isascii():
            return self._front_of_words(text, end, floor)
        for length in _lengths(self._endings_front, text[max(0, end - 2) : end]):
            begin = end - length
            unit = None if begin < floor else self._fronts.get(text[begin:end])
            if unit is not None and (begin == floor or not _joins(text[begin - 1], text[begin])):
                return Named(begin, end, unit)
        return None

    def _front_of_words(self, text: str, end: int, floor: int) -> Named | None:
        words = text[max(floor, end - 40) : end].split(" ")[-_NAME_WORDS:]
        for first in range(len(words)):
            name = " ".join(words[first:])
            unit = self._fronts.get(_key(name))
            if unit is not None:
                return Named(end - len(name), end, unit)
        return None

    def goes_on(self, text: str, end: int) -> bool:
        """Whether a Korean word goes on at ``end`` that is neither particle nor money: 6 경유차."""
        here = text[end : end + 1]
        if not "가" <= here <= "힣" or here in _PARTICLES:
            return False
        return self.after(text, end) is None

    def bare_mark(self, text: str, start: int, floor: int) -> Named | None:
        """Return the letters of a dollar whose sign was lost: HK13.86bn."""
        for mark, unit in self._bare.items():
            begin = start - len(mark)
            if begin >= floor and text.startswith(mark, begin):
                if begin == 0 or not text[begin - 1].isalnum():
                    return Named(begin, start, unit)
        return None

    def unit_of(self, name: str) -> Unit | None:
        """Return what a sign, a code or a name stands for by itself."""
        return self._signs.get(name) or self._exact.get(name) or self._by_name.get(_key(name))

    def is_generic(self, unit: Unit) -> bool:
        """Whether a unit only closes an amount whose currency stands before it: 日圓2兆元."""
        return unit.name in self._generic

    def settle(self, unit: Unit, text: str, house: str | None = None) -> str | None:
        """Return the code that ``unit`` means in ``text``, None where that is open or unknown."""
        if unit.code is not None or unit.family is None:
            return unit.code
        return self._whose.settle(unit.family, text, house)

    def hinted(self, code: str, text: str) -> int:
        """Return how often the text shows marks of the country of ``code``."""
        return self._whose.hinted(code, text)


# What may stand right behind a Korean noun.
_PARTICLES = frozenset("은는이가을를의에와과로도만까부씩인짜대")


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _script(char: str) -> str:
    code = ord(char)
    if 0xAC00 <= code <= 0xD7A3:
        return "hangul"
    return "kana" if 0x3040 <= code <= 0x30FF else "han" if code > 0x2E7F else "latin"


def _joins(before: str, first: str) -> bool:
    """Whether a letter right before a name makes it the end of another word."""
    if not before.isalpha():
        return False
    return _script(before) == _script(first) != "han" or before.isascii() and first.isascii()


def _unknown(langs: tuple[str, ...]) -> re.Pattern[str]:
    """What names a currency that is not known: its country's word and a noun of money."""
    nouns = [
        str(word)
        for lang in langs
        for key in ("nouns", "shared")
        for word in lexicon(lang, "currency_names").get(key) or ()
    ]
    latin = [word for word in nouns if word.isascii()]
    others = [word for word in nouns if not word.isascii() and len(word) > 1]
    return re.compile(
        r"[ \u00a0]{0,2}((?:(?<=[ \u00a0])"
        rf"(?:[A-Z][A-Za-z'’.-]{{1,20}} ){{1,3}}{one_of(latin)}(?![A-Za-z]))"
        rf"|(?:[가-힣A-Za-z\u3040-\u30ff\u4e00-\u9fff]{{1,8}}?{one_of(others)}))"
    )


def _not_before(langs: tuple[str, ...]) -> dict[str, re.Pattern[str]]:
    """Return, by currency word, what follows where it is another word (원전, 元首)."""
    ends: dict[str, set[str]] = {}
    unless: dict[str, set[str]] = {}
    for lang in langs:
        for key, found in (("not_before", ends), ("before_anyway", unless)):
            for word, words in (lexicon(lang, "currencies").get(key) or {}).items():
                found.setdefault(word, set()).update(words)
    return {
        word: re.compile(
            (rf"(?!{one_of(unless[word])})" if word in unless else "") + one_of(words),
            re.IGNORECASE,
        )
        for word, words in ends.items()
    }


def _flat(lex: dict[str, Any]) -> Iterator[str]:
    """Yield every word of a currencies.yaml that may stand behind a number."""
    for names in (lex.get("words") or {}).values():
        yield from names
    for family in (lex.get("families") or {}).values():
        yield from (*family["words"], *family["kinds"])
    yield from lex.get("subunits") or ()


def _is_model(text: str, m: re.Match[str], kind: str, end: int) -> bool:
    """Whether a word behind a blank with figures at it names a thing: the 2008 유로6."""
    return m.start(kind) > end and text[m.end() : m.end() + 1].isdigit() and kind == "c"


def _endings(names: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Return, by their last two characters (or the only one), how long names are, longest first."""
    found: dict[str, set[int]] = {}
    for name in names:
        for form in (name[-2:], name[-2:].upper(), name[-2:].replace(" ", "\u00a0")):
            found.setdefault(form, set()).add(len(name))
    return {ending: tuple(sorted(lengths, reverse=True)) for ending, lengths in found.items()}


def _lengths(endings: dict[str, tuple[int, ...]], last: str) -> tuple[int, ...]:
    """Return the lengths of the names that may end in the two characters ``last``."""
    return endings.get(last, ()) + endings.get(last[-1:], ())


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
