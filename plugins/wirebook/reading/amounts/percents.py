"""Percentages, percentage points and growth by a multiple.

The text is passed once for the words and signs that make a percentage; the number is then read
right before them (or behind: 百分之五), with its range and bound. ``value`` is the number before
the sign; tenths (3割, 三成) are given in percent. A multiple (3배, doubled) is read where something
grew by it; "3배 빠른" compares and is no rate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts.bounds import bounds_of
from wirebook.reading.amounts.numerals import MAX_DIGITS, Numeral, numerals_of
from wirebook.reading.broken_words import Mended, mended
from wirebook.reading.budget import MAX_CHARACTERS
from wirebook.reading.languages import with_english
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Bound, Direction, Percent, PercentUnit
from wirebook.reading.patterns import Anchor, one_of

_HUNDRED = Decimal(100)
# Behind and before a percentage, where a word tells its direction.
_AFTER, _BEFORE = 22, 30
# A web address up to the sign: nothing but the characters that one is printed in.
_ADDRESS = re.compile(r"://[!-~]*$")
_ADDRESS_LENGTH = 200
_CLAUSE_END = re.compile(r"[.;!?\n。、，；]|,(?![0-9])")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    unit: PercentUnit
    direction: Direction | None = None


def read_percents(text: str, lang: str | None) -> tuple[Percent, ...]:
    """Return the percentages of ``text`` in order, not overlapping; never raises for any text."""
    whole = mended(text[:MAX_CHARACTERS])
    found = _reader(with_english(lang)).read(whole.text)
    return tuple(found if whole.places is None else _as_given(text, whole, found))


def _as_given(text: str, whole: Mended, percents: Iterable[Percent]) -> Iterator[Percent]:
    """Yield percentages of a mended text with their spans in the text as it was given."""
    for percent in percents:
        start, end = whole.span(percent.start, percent.end)
        yield replace(percent, start=start, end=end, surface=text[start:end])


class PercentReader:
    """Reads the percentages of one set of languages; see :func:`read_percents`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        self._numerals = numerals_of(langs)
        self._bounds = bounds_of(langs)
        lexicons = [lexicon(lang, "percents") for lang in langs]
        numbers = [lexicon(lang, "numerals") for lang in langs]

        def words(key: str) -> list[str]:
            return [str(word) for lex in lexicons for word in (lex.get(key) or ())]

        points, percents = words("percentage_point"), words("percent")
        self._before = {
            k: Decimal(str(v)) for lex in lexicons for k, v in (lex.get("before") or {}).items()
        }
        self._growth = {
            k: Decimal(str(v))
            for lex in lexicons
            for k, v in (lex.get("words_of_growth") or {}).items()
        }
        not_before = {k: v for lex in lexicons for k, v in (lex.get("not_before") or {}).items()}
        self._not_before = {k: re.compile(one_of(v)) for k, v in not_before.items()}
        shown = [*points, *percents, *self._growth, *self._before, "%", "％"]
        shown += words("tenths") + words("share_of") + words("times")
        self._anchor = Anchor(shown, after="0123456789")
        self._full = re.compile(
            rf"(?P<point>(?i:{one_of(points)})(?![A-Za-z]))|(?P<sign>[%％])"
            rf"|(?P<percent>(?i:{one_of(percents)})(?![A-Za-z]))"
            rf"|(?P<before>{one_of(self._before)})"
            rf"|(?P<tenths>{one_of(words('tenths'))})(?!{one_of(words('tenths_not_before'))})"
            rf"|(?P<share>{one_of(words('share_of'))})"
            rf"|(?P<growth>(?i:{one_of(self._growth)})(?![A-Za-z]))"
            rf"|(?P<times>{one_of(words('times'))})(?!{one_of(words('times_not_before'))}|[A-Za-z])"
        )
        self._worth = {
            k: Decimal(v) for x in lexicons for k, v in (x.get("hundredths") or {}).items()
        }
        self._hundredths = re.compile(rf"(?P<d>{one_of(self._worth)})(?![\u4e00-\u9fff])")
        self._of = re.compile(rf" {one_of(words('number_behind'))} ")
        self._vague = re.compile(rf"(?:{one_of(words('vague'))})$", re.IGNORECASE)
        self._grew = re.compile(rf"[^\n.,!?]{{0,12}}?{one_of(words('grew'))}")
        # In Korean and Japanese the verb that tells the direction stands behind.
        self._verb_last = lexicons[0].get("verb") == "last"
        self._up = _direction(words("up"))
        self._down = _direction(words("down"))
        signs = [s for lex in numbers for s in lex["connectors"]]
        joined = one_of(s for s in signs if not (s.isalpha() and s.isascii()))
        worded = [s for s in signs if s.isalpha() and s.isascii()]
        moving = one_of(s for lex in numbers for s in lex.get("from_to") or ())
        self._connector = re.compile(rf"(?: ?{joined} ?|{moving} ?| (?i:{one_of(worded)}) )$")
        both = one_of(s for lex in numbers for s in lex.get("between_and") or ())
        between = one_of(s for lex in numbers for s in lex.get("between") or ())
        self._and = re.compile(rf" (?i:{both}) $")
        self._between = re.compile(rf"(?<![A-Za-z])(?i:{between}) $")
        self._to = re.compile(rf" ?{joined} ?(?=[0-9０-９])")
        self._minus = re.compile(rf"(?:[-−－]|(?<![A-Za-z])(?i:{self._numerals.minus}) ?)$")

    def read(self, text: str) -> Iterator[Percent]:
        """Yield the percentages in the order of the text."""
        floor = at = 0
        while (place := self._anchor.next(text, at)) is not None:
            m = self._full.match(text, place[0])
            found = None if m is None else self._found(text, m, floor)
            if found is not None:
                found = self._extended(text, found)
            at = place[1] if m is None else m.end()
            if found is not None:
                percent = self._percent(text, found, floor)
                floor = at = percent.end
                yield percent

    def _found(self, text: str, m: re.Match[str], floor: int) -> _Found | None:
        kind = m.lastgroup or ""
        if kind == "before":
            if self._numerals.ending_at(text, m.start()) is not None:
                return None  # 五百分之二: a fraction of another kind
            return self._number_behind(text, m, m.end())
        if kind == "growth":
            times = self._growth[m.group().lower()]
            return _Found(m.start(), m.end(), times, times, "times", "up")
        if kind == "share":
            return self._share(text, m, floor)
        ends = self._not_before.get(m.group())
        if ends is not None and ends.match(text, m.end()):
            return None
        numeral, end = self._number_before(text, m.start(), floor)
        if numeral is None:
            return self._without_number(text, m)
        if kind == "sign" and _in_address(text, m):
            return None
        if kind == "times" and self._grew.match(text, m.end()) is None:
            return None
        return self._whole(text, numeral, m, end, floor)

    def _number_before(self, text: str, end: int, floor: int) -> tuple[Numeral | None, Decimal]:
        """Return the number that ends at ``end`` and the worth of a k behind it."""
        at = end
        while at > floor and text[at - 1] in " \u00a0\n-" and end - at < 5:
            at -= 1
        factor = Decimal(1)
        if at > floor and text[at - 1] in "kKｋＫ" and text[at - 2 : at - 1].isdigit():
            at, factor = at - 1, Decimal(1000)
        if at <= floor or not (text[at - 1].isalnum()):
            return None, factor
        numeral = self._numerals.ending_at(text, at, floor)
        if numeral is None or numeral.start < floor or not _tells_a_rate(numeral):
            return None, factor
        return numeral, factor

    def _whole(
        self, text: str, numeral: Numeral, m: re.Match[str], factor: Decimal, floor: int
    ) -> _Found | None:
        kind = m.lastgroup or ""
        unit: PercentUnit = {"point": "percentage_point", "times": "times"}.get(kind, "percent")  # type: ignore[assignment]
        factor *= 10 if kind == "tenths" else 1
        low, high, start = numeral.low * factor, numeral.high, numeral.start
        high = None if high is None else high * factor
        if (
            not numeral.spelled
            and start > 0
            and text[start - 1].isascii()
            and text[start - 1].isalpha()
        ):
            return None
        end = m.end()
        more = self._hundredths.match(text, end) if kind == "tenths" else None
        if more is not None and high == low:
            low, end = low + self._worth[more["d"]], more.end()
            return _Found(start, end, low, low, unit)
        minus = self._minus.search(text, max(floor, start - 8), start)
        connector = self._connector.search(text, max(floor, start - 6), start)
        if connector is not None:
            left = self._left(text, connector.start(), floor)
            if left is not None and high is not None and left.low < high:
                return _Found(left.start, m.end(), left.low * factor, high, unit)
        paired = self._and.search(text, max(floor, start - 6), start)
        if paired is not None and (left := self._left(text, paired.start(), floor)) is not None:
            between = self._between.search(text, max(floor, left.start - 10), left.start)
            if between is not None and high is not None:
                ends = left.low * factor, low, high
                if left.low < high or low == high:  # either end may come first
                    return _Found(between.start(), m.end(), min(ends), max(ends), unit)
        if minus is not None and _stands_free(text, minus.start()):
            return _Found(minus.start(), m.end(), -low, -low, unit)
        return _Found(start, m.end(), low, high, unit)

    def _extended(self, text: str, found: _Found) -> _Found:
        """Take in the upper end of a range whose ends both have their sign: 5%-7%."""
        to = self._to.match(text, found.end)
        if to is None or found.low is None or found.low != found.high:
            return found
        numeral = self._numerals.at(text, to.end())
        if numeral is None or numeral.start != to.end() or numeral.digits > MAX_DIGITS:
            return found
        m = self._full.match(text, numeral.end)
        if m is None or not numeral.exact or numeral.low <= found.low:
            return found
        ends = {"percent": ("sign", "percent"), "percentage_point": ("point",)}
        if m.lastgroup not in ends.get(found.unit, ()):
            return found
        return replace(found, end=m.end(), high=numeral.low)

    def _left(self, text: str, end: int, floor: int) -> Numeral | None:
        """Return the lower end of a range, with a sign of its own or without."""
        end -= 1 if end > floor and text[end - 1] in "%％" else 0
        if end <= floor or not text[end - 1].isalnum():
            return None
        numeral = self._numerals.ending_at(text, end, floor)
        return numeral if numeral is not None and numeral.start >= floor else None

    def _number_behind(self, text: str, m: re.Match[str], start: int) -> _Found | None:
        while start < len(text) and text[start] == " ":
            start += 1
        numeral = self._numerals.at(text, start, free=True)
        if numeral is None or numeral.start != start or not _tells_a_rate(numeral):
            return None
        end = numeral.end
        factor = self._before.get(m.group(), Decimal(1))
        if text[end : end + 1] in tuple("kKｋＫ"):
            factor, end = factor * 1000, end + 1
        high = None if numeral.high is None else numeral.high * factor
        return _Found(m.start(), end, numeral.low * factor, high, "percent")

    def _share(self, text: str, m: re.Match[str], floor: int) -> _Found | None:
        """Read a share, the whole first: 3分の2."""
        whole = self._numerals.ending_at(text, m.start(), floor)
        part = self._numerals.at(text, m.end(), free=True)
        if whole is None or part is None or whole.start < floor or whole.low <= 0:
            return None
        if not (whole.exact and part.exact):
            return None
        value = (part.low * _HUNDRED / whole.low).quantize(Decimal("0.0001")).normalize()
        return _Found(whole.start, part.end, value, value, "percent")

    def _without_number(self, text: str, m: re.Match[str]) -> _Found | None:
        """Read "a small percent" and a bare "the % of" as percentages without a value."""
        if m.lastgroup == "percent" and (of := self._of.match(text, m.end())) is not None:
            return self._number_behind(text, m, of.end())
        if m.lastgroup == "percent" and self._vague.search(text, max(0, m.start() - 8), m.end()):
            return _Found(m.start(), m.end(), None, None, "percent")
        bare = m.lastgroup == "sign" and text[max(0, m.start() - 4) : m.start()] == "the "
        return _Found(m.start(), m.end(), None, None, "percent") if bare else None

    def _percent(self, text: str, found: _Found, floor: int) -> Percent:
        bound: Bound
        start, end, bound = self._bounds.around(text, found.start, found.end, floor)
        low, high, value = found.low, found.high, found.low
        if low is not None and low != high:
            value, bound = (None, "range") if high is not None else (low, "more_than")
        else:
            high = None if bound in ("at_least", "more_than", "about") else high
            low = None if bound in ("at_most", "less_than", "about") else low
        direction = found.direction or self._direction(text, start, end)
        return Percent(start, end, text[start:end], value, low, high, found.unit, direction, bound)

    def _direction(self, text: str, start: int, end: int) -> Direction | None:
        """Return up or down by the nearest word that says so: behind it first, then before."""
        behind = _CLAUSE_END.split(text[end : end + _AFTER], maxsplit=1)[0]
        before = "" if self._verb_last else text[max(0, start - _BEFORE) : start]
        for place in (behind, _CLAUSE_END.split(before)[-1]):
            up, down = self._up.search(place), self._down.search(place)
            if up is not None and (down is None or up.start() < down.start()):
                return "up"
            if down is not None:
                return "down"
        return None


def _direction(words: list[str]) -> re.Pattern[str]:
    latin = [w for w in words if w.isascii()]
    others = [w for w in words if not w.isascii()]
    return re.compile(rf"(?<![A-Za-z])(?i:{one_of(latin)})(?![A-Za-z])|{one_of(others)}")


def _tells_a_rate(numeral: Numeral) -> bool:
    """Whether a number says how many: a guess in words (二三十个百分点, 수십 퍼센트) names none."""
    return not numeral.vague and numeral.digits <= MAX_DIGITS


def _stands_free(text: str, at: int) -> bool:
    """Whether a minus sign at ``at`` is one, not the dash of a range or of a name."""
    return (
        at == 0 or not (text[at - 1].isascii() and text[at - 1].isalnum()) or text[at] not in "-−－"
    )


def _in_address(text: str, m: re.Match[str]) -> bool:
    """Whether the sign is part of a web address: %20."""
    if re.match(r"[0-9A-Fa-f]{2}", text[m.end() : m.end() + 2]):
        return True
    return _ADDRESS.search(text, max(0, m.start() - _ADDRESS_LENGTH), m.start()) is not None


@cache
def _reader(langs: tuple[str, ...]) -> PercentReader:
    return PercentReader(langs)
