"""The grammar of time in Korean, Chinese and Japanese: year, month, day, each with its mark.

The words come from lexicon/<language>/periods.yaml. One pattern finds an expression whole, with
what leads it ("앞으로", "截至") and what follows it ("까지", "以内", "間").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from wirebook.reading.expressions import Calendar, Edge, Expression, Stretch
from wirebook.reading.model import Bound
from wirebook.reading.moments import Moment
from wirebook.reading.patterns import one_of
from wirebook.reading.printed_dates import day_of, date_pattern
from wirebook.reading.words import lexicon

_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_DASH = "[~～〜∼–—-]"
_LETTER = "[가-힣ぁ-ゖァ-ヺ]"
# 3년 만에, 3年ぶり: the length of a pause, wherever it lies.
_AFTER_GAP = ("만", "ぶり")
_DIGITS = str.maketrans("０１２３４５６７８９一二三四", "01234567891234")


class EastGrammar:
    """The patterns and tables of one language; built once."""

    def __init__(self, lang: str) -> None:
        self.words: dict[str, Any] = lexicon(lang, "periods")
        self.numbers: dict[str, float] = self.words["numbers"]
        self.units = {form: unit for unit, forms in self.words["units"].items() for form in forms}
        self.suffixes = {f: kind for kind, forms in self.words["suffixes"].items() for f in forms}
        self.spans = {**self.words["spans"], **self.words["leaning_spans"]}
        self.weekdays = {
            f: n for n, forms in enumerate(self.words["weekdays"]) for f in forms.split("|")
        }
        self.apart = rf"(?<!{_LETTER})" if self.words.get("spaced") else ""
        self.alone = (
            rf"(?:(?!{_LETTER})|(?={one_of(self.words['particles'])}))" if self.apart else ""
        )
        self.pattern = re.compile(f"{self._stretch()}|{self._calendar()}")
        self.starts = re.compile(one_of(self._first_words(), " ?"))

    def _first_words(self) -> list[str]:
        """The words that an expression can begin with: only there the pattern is tried."""
        w = self.words
        tables = (
            "relative_years",
            "leaning_years",
            "relative_quarters",
            "relative_months",
            "relative_weeks",
            "relative_days",
            "other_days",
            "year_ends",
            "halves",
            "coming",
            "gone",
            "next",
            "past",
            "about_before",
            "spans",
            "leaning_spans",
            "until_before",
        )
        counts = [*self.numbers, *w["vague_numbers"]]
        counted = [f"{n}{gap}{unit}" for n in counts for gap in ("", " ") for unit in self.units]
        quarters = [
            f"{before}{n}" for before in w["quarter_before"] if before for n in w["quarter_digits"]
        ]
        quarters += [
            f"{n}{mark}"
            for n in w["quarter_digits"]
            if not n.isascii()
            for mark in w["quarter_mark"]
        ]
        words = [word for table in tables for word in w[table]]
        return [*"0123456789", "'", "’", "‘", *words, *self.weekdays, *counted, *quarters]

    def _calendar(self) -> str:
        w = self.words
        join = rf"(?:{one_of(w['joins'])})?\s?"
        year = (
            rf"(?:(?P<year>{_YEAR})(?:\s?{_DASH}\s?(?P<year_to>(?:20|21)?[0-9]{{2}}))?\s?{one_of(w['year_mark'])}(?!대)"
            rf"|['’‘](?P<short_year>[0-9]{{2}})\s?{one_of(w['year_mark'])}"
            rf"|(?P<decade>(?:1[5-9]|20)?[0-9]0)\s?{one_of(w['decade_mark'])}"
            rf"|(?P<near_year>{one_of(w['relative_years'])}))"
        )
        leaning = rf"(?P<leaning_year>{one_of(w['leaning_years'])})\s(?=[0-9]|{one_of([*w['halves'], *w['year_ends'], '봄', '여름', '가을', '겨울'])})"
        part = self._part()
        year_part = part.replace("<part>", "<year_part>")
        month = rf"(?P<month>1[0-2]|0?[1-9])(?:\s?{_DASH}\s?(?P<month_to>1[0-2]|0?[1-9]))?\s?{one_of(w['month_mark'])}(?!드|급|간)"
        near_month = rf"(?P<near_month>{one_of(w['relative_months'])})"
        day = rf"(?P<day>[12][0-9]|3[01]|0?[1-9])(?:\s?{_DASH}\s?(?P<day_to>[12][0-9]|3[01]|0?[1-9]))?\s?{one_of(w['day_mark'])}(?![본장반곱])"
        quarter = rf"{one_of(w['quarter_before'])}?(?P<quarter>[{w['quarter_digits']}])(?:/4)?\s?{one_of(w['quarter_mark'])}(?!\s?(?:연속|째|만|이상|連続|连续))"
        half = rf"(?P<half>{one_of(w['halves'])})"
        ends = rf"(?P<ends>{one_of(w['year_ends'])})"
        inner = rf"(?:(?:{month}|{near_month})(?:{join}{day}|\s?{part})?|{half}|{quarter}|{ends})"
        again = re.sub(r"\?P<(\w+)>", r"?P<\1_>", inner)
        lone_day = re.sub(r"\?P<(\w+)>", r"?P<\1__>", day)
        in_year = rf"(?:{year}(?:{join}{inner}|\s?{year_part})?|(?:{leaning})?{again}|{lone_day})"
        week = rf"(?:{self.apart}(?P<near_week>{one_of(w['relative_weeks'])}){self.alone}(?:\s?(?P<week_day>{one_of(self.weekdays)}))?|(?P<weekday>{one_of(self.weekdays)}))"
        others = rf"{self.apart}(?P<near_day>{one_of(w['relative_days'])}){self.alone}|{self.apart}(?P<other_day>{one_of(w['other_days'])}){self.alone}|(?P<near_quarter>{one_of(w['relative_quarters'])})"
        direction = rf"(?:(?P<coming>{one_of(w['coming'])})|(?P<gone>{one_of(w['gone'])}))\s?"
        until_before = rf"(?P<until_before>{one_of(w['until_before'])})"
        edge = rf"(?:\s?(?P<until>{one_of(w['until'])})|\s?(?P<since>{one_of(w['since'])})|\s?{one_of(w['within'])}(?!{_LETTER}))?"
        return (
            rf"(?<![0-9])(?<![0-9][.,])(?P<full>{date_pattern().pattern})(?:\s?(?P<full_until>{one_of(w['until'])})|\s?(?P<full_since>{one_of(w['since'])}))?"
            rf"|(?<![0-9])(?<![0-9][.,])(?:{until_before})?(?:{direction})?(?:{in_year}|{week}|{others}){edge}"
        )

    def _part(self) -> str:
        after = rf"(?!{_LETTER})|(?={one_of(self.words['particles'] + self.words['until'] + self.words['since'])})"
        return rf"(?P<part>{one_of(self.words['parts'])})(?:{after})"

    def _stretch(self) -> str:
        w = self.words
        number = (
            rf"(?:(?P<count>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,4}}(?:\.[0-9])?)(?:\s?{_DASH}\s?(?P<count_to>[0-9]{{1,4}}))?"
            rf"|{self.apart}(?P<word>{one_of(self.numbers)})(?!\s?{one_of(w.get('digit_units', ()))})|(?P<vague>{one_of(w['vague_numbers'])}))"
        )
        firm = [
            form
            for form in self.units
            if form not in w["leaning_units"] and form not in w["day_mark"]
        ]
        leaning = [*w["leaning_units"], *w["day_mark"]]
        suffix = self._suffix()
        course = rf"(?:(?P<next>{one_of(w['next'])})|(?P<past>{one_of(w['past'])})|(?P<about>{one_of(w['about_before'])}))\s?"
        long_day = rf"(?<![0-9])(?P<days>[1-9][0-9]{{2,3}}|[4-9][0-9]|3[2-9])\s?(?P<days_unit>{one_of(w['day_mark'])})(?![본장반곱])"
        not_year = rf"(?!{_YEAR}\s?(?:{_DASH}\s?[0-9]{{2,4}}\s?)?{one_of(w['year_mark'])})"
        barred = one_of(w["not_after_unit"])
        return (
            (
                rf"(?<![0-9])(?<![0-9][.,])(?:{course})?(?:{not_year}(?:"
                rf"{number}\s?(?P<unit>{one_of(self.units)})\s?{suffix}"
                rf"|{self.apart}(?P<phrase>{one_of(w['spans'])}){self.alone}(?:\s?{suffix.replace('<suffix>', '<suffix2>')})?"
                rf"|(?P<leaning_phrase>{one_of(w['leaning_spans'])})\s?{suffix.replace('<suffix>', '<suffix3>')}"
                rf"|{number.replace('<count>', '<count2>').replace('<count_to>', '<count_to2>').replace('<word>', '<word2>').replace('<vague>', '<vague2>')}"
                rf"\s?(?P<unit2>{one_of(firm)})(?!{barred})"
                rf"|{long_day}))"
            )
            if leaning
            else ""
        )

    def _suffix(self) -> str:
        # One syllable is a suffix only where no other word goes on from it: 3일 전, not 3일 전국.
        short = [s for s in self.suffixes if len(s) == 1]
        long = [s for s in self.suffixes if len(s) > 1]
        after = rf"(?!{_LETTER})|(?={one_of(self.words['particles'])})"
        return rf"(?P<suffix>{one_of(long)}|{one_of(short)}(?:{after}))"

    def read(self, text: str) -> Iterator[Expression]:
        """Yield the expressions of a text in order. Linear time."""
        done = 0
        for start in self.starts.finditer(text):
            if start.start() < done:
                continue
            match = self.pattern.match(text, start.start())
            found = self._expression(match) if match is not None else None
            if found is not None:
                done = found.end
                yield found

    def _expression(self, match: re.Match[str]) -> Expression | None:
        g = _groups(match)
        if any(g[k] is not None for k in ("unit", "phrase", "leaning_phrase", "unit2", "days")):
            return self._read_stretch(match, g)
        if g["full"] is not None:
            day = day_of(match)
            if day is None:
                return None
            moment = Moment(year=day.year, month=day.month, day=day.day)
            edge: Edge | None = "until" if g["full_until"] else "since" if g["full_since"] else None
            return Calendar(match.start(), match.end(), moment, edge=edge)
        return self._read_calendar(match, g)

    def _read_stretch(self, match: re.Match[str], g: dict[str, str | None]) -> Stretch:
        phrase = g["phrase"] or g["leaning_phrase"]
        suffix = g["suffix"] or g["suffix2"] or g["suffix3"]
        kind = (
            self.suffixes.get(re.sub(r"\s+", " ", suffix), "plain")
            if suffix is not None
            else "plain"
        )
        if phrase is not None:
            count, unit = self.spans[re.sub(r"\s+", " ", phrase)]
        elif g["days"] is not None:
            count, unit = float(g["days"]), "day"
        else:
            count = self._count(
                g["count_to"] or g["count_to2"] or g["count"] or g["count2"],
                g["word"] or g["word2"],
            )
            unit = self.units[re.sub(r"\s+", " ", g["unit"] or g["unit2"] or "")]
        course = "next" if g["next"] else "past" if g["past"] else "ago" if kind == "ago" else None
        if suffix is not None and suffix.startswith(_AFTER_GAP):
            course = None
        bound: Bound = "about" if g["about"] is not None or count is None else "exact"
        if kind in ("about", "at_most", "at_least", "more_than"):
            bound = kind  # type: ignore[assignment]
        if (g["count_to"] or g["count_to2"]) is not None:
            bound = "range"
        return Stretch(match.start(), match.end(), count, unit, bound, course)  # type: ignore[arg-type]

    def _count(self, digits: str | None, word: str | None) -> float | None:
        if digits is not None:
            return float(digits.replace(",", ""))
        return self.numbers[word] if word is not None else None

    def _read_calendar(self, match: re.Match[str], g: dict[str, str | None]) -> Calendar | None:
        w = self.words
        start, end = match.span()
        edge: Edge | None = (
            "until" if g["until"] or g["until_before"] else "since" if g["since"] else None
        )
        if g["other_day"] is not None:
            return Calendar(start, end, None)
        first = Moment(
            decade=_decade(g["decade"]),
            year=_year(g["year"], g["short_year"]),
            year_shift=self._shift(
                "relative_years", g["near_year"], w["leaning_years"].get(g["leaning_year"])
            ),
            half=w["halves"].get(g["half"]),
            quarter=_int(g["quarter"]),
            quarter_shift=self._shift("relative_quarters", g["near_quarter"]),
            month=_int(g["month"]),
            month_shift=self._shift("relative_months", g["near_month"]),
            week_shift=self._shift("relative_weeks", g["near_week"]),
            day=_int(g["day"]),
            day_shift=self._shift("relative_days", g["near_day"]),
            weekday=self.weekdays.get(g["week_day"] or g["weekday"] or ""),
            part=w["year_ends"].get(g["ends"]) or w["parts"].get(g["part"] or g["year_part"]),
            direction=1 if g["coming"] else -1 if g["gone"] else 0,
        )
        if g["ends"] is not None:
            if first.year is None and first.year_shift is None:
                first = replace(first, year_shift=0)
            if first.part == "within":
                edge = "until"
        last = _last(first, g)
        is_about = first.part in ("early", "mid") or (first.part == "late" and edge is None)
        return Calendar(start, end, first, last, edge, is_about)

    def _shift(self, table: str, word: str | None, other: int | None = None) -> int | None:
        if word is None:
            return other
        shift: int = self.words[table].get(word, self.words[table].get(re.sub(r"\s+", " ", word)))
        return shift


def _groups(match: re.Match[str]) -> dict[str, str | None]:
    """Return the groups by name; a pattern that stands in several places has a copy in each."""
    groups: dict[str, str | None] = dict.fromkeys(map(_name, match.re.groupindex))
    for name, value in match.groupdict().items():
        if value is not None:
            groups[_name(name)] = value
    return groups


def _name(group: str) -> str:
    return group.rstrip("_")


def _last(first: Moment, g: dict[str, str | None]) -> Moment | None:
    """Return the end of a written range: 2026~2028년, 3~5월, 5~8일."""
    if g["year_to"] is not None and first.year is not None:
        year = int(g["year_to"])
        return Moment(year=year if year > 100 else first.year // 100 * 100 + year)
    if g["month_to"] is not None:
        return replace(first, month=int(g["month_to"]))
    if g["day_to"] is not None:
        return replace(first, day=int(g["day_to"]))
    return None


def _int(digits: str | None) -> int | None:
    return int(digits.translate(_DIGITS)) if digits is not None else None


def _year(digits: str | None, short: str | None) -> int | None:
    if short is not None:
        return 2000 + int(short) if int(short) < 60 else 1900 + int(short)
    return int(digits) if digits is not None else None


def _decade(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) if len(digits) == 4 else 1900 + int(digits)


@cache
def east_grammar(lang: str) -> EastGrammar:
    """Return the grammar of "ko", "zh" or "ja"."""
    return EastGrammar(lang)
