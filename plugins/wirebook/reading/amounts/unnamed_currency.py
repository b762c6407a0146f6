"""The house rule: an amount without a currency word, in the currency of its publisher.

``천970조 이상`` in a Korean broadcaster's report on investment is won; 230억 개, 2인 1조 and 형법
241조 are not money. It takes a magnitude of a hundred million, a word of money near by and nothing
that is counted behind it; the words are in ``lexicon/<language>/money.yaml``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts.numerals import Numeral
from wirebook.reading.lexicons import lexicon
from wirebook.reading.patterns import one_of

# Characters around the amount in which a word of money must stand, within its sentence.
_NEAR = 60
# Characters before it in which a counted thing (인구, 用户) makes it a count.
_COUNTED_NEAR = 16
_SENTENCE_END = re.compile(r"[.!?。！？]\s|[。！？\n]")
_LEAST = Decimal(10**8)


class House:
    """The rule for one set of languages; see :func:`house_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        lexicons = [lexicon(lang, "money") for lang in langs]
        words = {key: [w for lex in lexicons for w in lex.get(key) or ()] for key in _KEYS}
        latin = [word for word in words["context"] if word.isascii()]
        others = [word for word in words["context"] if not word.isascii()]
        self._context = re.compile(
            rf"(?<![A-Za-z])(?i:{one_of(latin)})(?![A-Za-z])|{one_of(others)}"
        )
        self._counted = re.compile(rf"[ \u00a0\n]?(?:여 ?)?{one_of(words['counters'])}")
        longer = [word for word in words["not_after"] if len(word) > 1]
        single = [word for word in words["not_after"] if len(word) == 1]
        self._not_after = re.compile(rf"(?:{one_of(longer)}|(?<![가-힣]){one_of(single)}) ?$")
        self._counts = re.compile(one_of(words["counts"]))
        # In languages of words apart, what follows is no counted thing if it is a little word.
        small = one_of(w for lex in lexicons for w in lex.get("goes_on") or ())
        self._goes_on = re.compile(
            rf"\s*(?:$|[^\w\s]|[^\x00-\u024f]|(?i:{small})(?![A-Za-z]))|\s*\n"
        )
        self._letter = re.compile(r"[A-Za-z0-9%％]")

    def is_money(self, text: str, start: int, end: int, numeral: Numeral) -> bool:
        """Whether the number at ``start``..``end``, which names no currency, is money."""
        if numeral.spelled and not _vague(numeral):
            return False  # 구조, 수조 and their like are words of their own
        if numeral.unit < _LEAST or self._letter.match(text, end) or self._counted.match(text, end):
            return False
        if text[end - 1].isascii() and self._goes_on.match(text, end) is None:
            return False  # 500 billion parameters
        if self._not_after.search(text, max(0, start - 8), start):
            return False
        if self._counts.search(text, max(0, start - _COUNTED_NEAR), start):
            return False
        return self.near_money(text, start, end)

    def near_money(self, text: str, start: int, end: int) -> bool:
        """Whether a word of money stands near ``start``..``end``, in the same sentence."""
        return self._context.search(sentence_around(text, start, end, _NEAR)) is not None


def sentence_around(text: str, start: int, end: int, near: int) -> str:
    """Return what stands within ``near`` characters around a span, in its sentence, without it."""
    before = text[max(0, start - near) : start]
    cut = [m.end() for m in _SENTENCE_END.finditer(before)]
    after = text[end : end + near]
    stop = _SENTENCE_END.search(after)
    return before[cut[-1] if cut else 0 :] + "\n" + after[: stop.start() if stop else near]


_KEYS = ("context", "counters", "not_after", "counts")


def _vague(numeral: Numeral) -> bool:
    """Whether it is an open plural ("billions") or tens and more of a unit (수십억)."""
    return numeral.vague and (numeral.high is None or numeral.low > 2 * numeral.unit)


@cache
def house_of(langs: tuple[str, ...]) -> House:
    """Return the house rule of these languages (compiled once)."""
    return House(langs)
