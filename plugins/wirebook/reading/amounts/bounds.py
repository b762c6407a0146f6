"""Words that bound a number: at least, over, up to, about; before it or behind it.

The bound follows the word, never the meaning of the rest. The words are in the ``bounds`` section
of ``lexicon/<language>/numerals.yaml``; entries under ``none`` are longer words that only look
like one (계약 is no 약).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal

from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Bound
from wirebook.reading.patterns import Endings, any_of, one_of

# How far before a number a bound word may begin.
_REACH = 34
# What a word of the lexicon says; "none" for longer words that only look like one.
Kind = Bound | Literal["none"]
# A harder bound wins over "about" ("약 100억 이상", "up to about $5").
_SOFT = "about"
# A blank between the words of a bound; a line may end there.
_BLANK = r"[ \u00a0\n]"
# The same amount in other money between an amount and its bound word: 3천만 달러(322억 원)가 넘는.
_ASIDE = re.compile(r" ?[(（][^()（）\n]{1,40}[)）] ?")


class Bounds:
    """The bound words of one set of languages; see :func:`bounds_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._kinds: dict[str, dict[str, Kind]] = {"before": {}, "after": {}}
        between: list[str] = []
        for lang in reversed(langs):
            table = lexicon(lang, "numerals").get("bounds") or {}
            between += [str(word) for word in table.get("between") or ()]
            for side, words in self._kinds.items():
                for kind, listed in (table.get(side) or {}).items():
                    words.update({str(word).lower(): kind for word in listed})
        ahead = rf"(?:[ \u00a0\n](?i:{one_of(between)}))?[ \u00a0\n]{{0,2}}$"
        self._before = re.compile(
            rf"(?:(?<![A-Za-z가-힣])(?P<w>(?i:{any_of(_worded(self._kinds['before']), _BLANK)}))"
            rf"|(?P<s>{any_of(_unworded(self._kinds['before']), _BLANK)})){ahead}"
        )
        self._endings = Endings((*self._kinds["before"], *between))
        behind = self._kinds["after"]
        latin = [word for word in behind if word[-1].isascii()]
        self._after = re.compile(
            rf"[ \u00a0\n]?(?P<w>(?i:{one_of(latin)})(?![A-Za-z0-9])"
            rf"|{one_of(word for word in behind if not word[-1].isascii())})"
        )

    def around(self, text: str, start: int, end: int, floor: int) -> tuple[int, int, Bound]:
        """Return the span of ``start``..``end`` widened by its bound words, and the bound.

        Words are not looked for before ``floor``. Without any the bound is ``exact``.
        """
        kinds: list[Bound] = []
        begin = start
        for _ in range(2):
            if not self._endings.possible(text, begin):
                break
            m = self._before.search(text, max(floor, begin - _REACH), begin)
            if m is None or (kind := self._kinds["before"][_name(m)]) == "none":
                break
            kinds.append(kind)
            begin = m.start()
        behind = self._behind(text, end)
        if behind is not None:
            end = behind[0]
            kinds.append(behind[1])
        hard = [kind for kind in kinds if kind != _SOFT]
        return begin, end, hard[-1] if hard else kinds[0] if kinds else "exact"

    def end(self, text: str, end: int) -> int:
        """Return where an amount that ends at ``end`` ends with a bound word behind it."""
        behind = self._behind(text, end)
        return end if behind is None else behind[0]

    def _behind(self, text: str, end: int) -> tuple[int, Bound] | None:
        """Return the bound word behind ``end`` and where it ends; behind an aside it adds nothing
        to the span."""
        m = self._after.match(text, end)
        if m is None and (aside := _ASIDE.match(text, end)) is not None:
            m = self._after.match(text, aside.end())
            if m is not None and (kind := self._kinds["after"][_name(m)]) != "none":
                return end, kind
            return None
        if m is None or (kind := self._kinds["after"][_name(m)]) == "none":
            return None
        return m.end(), kind


def _name(m: re.Match[str]) -> str:
    found = m["w"] if m["w"] is not None else m["s"]
    return " ".join(found.lower().split()) if not found.startswith(" ") else found.lower()


def _worded(words: Iterable[str]) -> list[str]:
    """Words that must not begin inside another word: those of scripts with blanks."""
    return [
        word for word in words if word[0].isascii() and word[0].isalpha() or "가" <= word[0] <= "힣"
    ]


def _unworded(words: Iterable[str]) -> list[str]:
    kept = set(_worded(words))
    return [word for word in words if word not in kept]


@cache
def bounds_of(langs: tuple[str, ...]) -> Bounds:
    """Return the bound words of these languages (compiled once)."""
    return Bounds(langs)
