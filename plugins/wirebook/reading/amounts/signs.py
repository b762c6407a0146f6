"""Whether an amount is a minus: by a mark at it, a word of its own, or the noun right beside it.

-5, △56억, $(5.6) million, minus 5억; a loss of $5 million, 56억원 적자, 净卖出5亿元. The words are
in the ``signs`` section of ``lexicon/<language>/money.yaml``. What a sentence as a whole says of
an amount (revenue fell by it) is none of this.
"""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Sign
from wirebook.reading.patterns import Endings, one_of

_DASHES = "-−－"
# Accounts in Korean and Japanese print a minus so; a list in Korean prints its points so.
_TRIANGLES = "△▲"
_BEFORE_A_DASH = " \u00a0\n\t(（[,:|$€£¥₩"
# How far before an amount its word or noun may begin, and how far behind it.
_REACH, _AHEAD = 34, 40
# The lists whose words may stand last before an amount.
_BEFORE = ("own", "nouns", "measures", "before")
# As much of a line is looked at for other points of a list.
_LINE = 400
_POINT = re.compile(r"▲(?![0-9])")


class Signs:
    """The words of minus of one set of languages; see :func:`signs_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        def words(key: str) -> list[str]:
            found = [lexicon(lang, "money").get("signs") or {} for lang in langs]
            return [str(word) for signs in found for word in signs.get(key) or ()]

        self._words = re.compile(rf"(?<![A-Za-z가-힣])(?i:{one_of(words('own'))}) ?$")
        self._endings = Endings(w for k in _BEFORE for w in words(k))
        nouns, kinds = one_of(words("nouns")), one_of(words("kinds"))
        noun = rf"(?i:{nouns})(?:{one_of(words('measures'))})?"
        self._noun_before = re.compile(
            rf"(?<![A-Za-z]){noun}(?i:{one_of(words('before'))})?[ \u00a0]?$"
        )
        between = rf"(?i:{one_of(words('behind'))})?[ \u00a0-]?(?:(?i:{kinds})[ \u00a0]?){{0,3}}"
        self._noun_behind = re.compile(
            rf"{between}(?i:{nouns})"
            rf"(?![A-Za-z])(?!{one_of(words('not_before'))})"
        )
        self._less = re.compile(rf"[^.\n]{{0,12}}?{one_of(words('less'))}")
        self._object = tuple(words("object"))
        self._bracket_behind = tuple(f"{word} (" for word in words("bracket_behind"))

    def length(self, text: str, start: int, floor: int) -> int:
        """Return the length of a mark of minus right before ``start`` (0 without one)."""
        if start - 1 < floor:
            return 0
        mark = text[start - 1]
        if mark in _TRIANGLES:
            return 0 if mark == "▲" and _is_list(text, start - 1) else 1
        if mark not in _DASHES:
            return 0
        before = text[start - 2] if start >= 2 else " "
        return 1 if before in _BEFORE_A_DASH else 0

    def around(self, text: str, start: int, end: int, floor: int) -> tuple[int, Sign]:
        """Return where the amount at ``start``..``end`` begins with its own word, and its sign."""
        if self._in_brackets(text, start, end):
            return start, "minus"
        near = self._endings.possible(text, start)
        begin = max(floor, start - _REACH)
        if near and (own := self._words.search(text, begin, start)) is not None:
            return own.start(), "minus"
        behind = self._noun_behind.match(text, end, min(len(text), end + _AHEAD))
        if behind is not None:
            return start, "minus"
        before = self._noun_before.search(text, begin, start) if near else None
        if before is None:
            return start, "plus"
        is_object = self._object and before.group().rstrip().endswith(self._object)
        if is_object and self._less.match(text, end):
            return start, "plus"  # 적자를 5억원 줄였다: that is what the loss shrank by
        return start, "minus"

    def _in_brackets(self, text: str, start: int, end: int) -> bool:
        """Whether accounts print the amount as a minus, alone in brackets where a figure is due."""
        if text[start - 1 : start] != "(" or text[end : end + 1] != ")" or not self._bracket_behind:
            return False
        return text.endswith(self._bracket_behind, 0, start)


def _is_list(text: str, at: int) -> bool:
    """Whether ▲ is the point of a list: one of several in its line, before a word each."""
    low, high = max(0, at - _LINE), min(len(text), at + _LINE)
    begin, stop = text.rfind("\n", low, at), text.find("\n", at, high)
    begin = low if begin < 0 else begin + 1
    if text.startswith("▲", begin):
        return True
    return _POINT.search(text, begin, high if stop < 0 else stop) is not None


@cache
def signs_of(langs: tuple[str, ...]) -> Signs:
    """Return the words of minus of these languages (compiled once)."""
    return Signs(langs)
