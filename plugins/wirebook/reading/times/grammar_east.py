"""The grammar of time in Korean, Chinese and Japanese: year, month, day, each with its mark.

The words come from lexicon/<language>/periods.yaml. An expression is read whole, with what leads
it ("앞으로", "截至") and what follows it ("까지", "以内", "間").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Bound
from wirebook.reading.patterns import any_of
from wirebook.reading.times.calendar_places import Moment
from wirebook.reading.times.expressions import Calendar, Course, Edge, Expression, Rule, Stretch
from wirebook.reading.times.printed_dates import date_pattern, day_of

_DASH = "[~～〜∼–—-]"
_LETTER = "[가-힣ぁ-ゖァ-ヺ]"
_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_MONTH = "(?:1[0-2]|0?[1-9])"
_DAY = "(?:[12][0-9]|3[01]|0?[1-9])"
# No figure, and no figure with a separator, goes before: 1,234년 has no 234년.
_NO_FIGURE = r"(?<![0-9])(?<![0-9][.,])"
# 3년 만에, 3年ぶり: the length of a pause, wherever it lies.
_PAUSE = ("만", "ぶり")
_DIGITS = str.maketrans("０１２３４５６７８９一二三四", "01234567891234")
_SPACES = re.compile(r"\s+")
# Years of two figures below this are of this century: '26년, but '98년.
_CENTURY_TURN = 60
_Groups = dict[str, str | None]


class EastGrammar:
    """The rules of one language; built once, used at every place an expression may begin."""

    def __init__(self, lang: str) -> None:
        words: dict[str, Any] = dict.fromkeys(_OPTIONAL, {}) | dict(lexicon(lang, "periods"))
        self.words = words
        self.units = _closed_up({f: unit for unit, forms in words["units"].items() for f in forms})
        self.suffixes = _closed_up({f: kind for kind, fs in words["suffixes"].items() for f in fs})
        self.spans = _closed_up({**words["spans"], **words["leaning_spans"]})
        self.shifts = {table: _closed_up(words[table]) for table in _SHIFTS}
        self.weekdays = {
            form: number
            for number, forms in enumerate(words["weekdays"])
            for form in forms.split("|")
        }
        # Where words are told apart by spaces, a word inside another is not meant: the last
        # syllable of a name is no part of a word that follows (카카오는 3분기).
        spaced = bool(words.get("spaced"))
        self.apart = f"(?<!{_LETTER})" if spaced else ""
        self.alone = f"(?:(?!{_LETTER})|(?={any_of(words['particles'])}))" if spaced else ""
        self.starts = re.compile(any_of(self._first_words(), "[ ]?"))
        self.rules = self._rules()

    def read(self, text: str) -> Iterator[Expression]:
        """Yield the expressions of a text in order. Linear time."""
        done = 0
        for match in self.starts.finditer(text):
            start = match.start()
            # Nothing begins within a run of figures.
            if start < done or text[start - 1 : start + 1].isdecimal() and start > 0:
                continue
            found = self._at(text, start)
            if found is not None:
                done = found.end
                yield found

    def _at(self, text: str, start: int) -> Expression | None:
        for pattern, build in self.rules:
            match = pattern.match(text, start)
            found = build(match) if match is not None else None
            if found is not None:
                return found
        return None

    def _first_words(self) -> list[str]:
        """The words that an expression can begin with: only there the rules are tried."""
        w = self.words
        numbers = [*w["numbers"], *w["vague_numbers"]]
        counted = [f"{n}{gap}{unit}" for n in numbers for gap in ("", " ") for unit in self.units]
        spelled = [digit for digit in w["quarter_digits"] if not digit.isascii()]
        quarters = [f"{digit}{mark}" for digit in spelled for mark in w["quarter_mark"]]
        quarters += [f"{b}{d}" for b in w["quarter_before"] if b for d in w["quarter_digits"]]
        return [
            *"0123456789'’‘",
            *(word for table in _OPENING for word in w[table]),
            *self.weekdays,
            *counted,
            *quarters,
        ]

    def _rules(self) -> tuple[Rule, ...]:
        forms = (
            (self._printed(), self._read_printed),
            (self._counted_with_suffix(), self._read_stretch),
            (self._phrase(), self._read_stretch),
            (self._counted(), self._read_stretch),
            (self._in_year(), self._read_calendar),
            (self._within_year(self._within()), self._read_calendar),
            (self._within_year(self._day()), self._read_calendar),
            (self._week(), self._read_calendar),
        )
        return tuple(Rule(re.compile(form, re.VERBOSE), build) for form, build in forms)

    # -- patterns, in verbose form

    def _printed(self) -> str:
        w = self.words
        # The date's own pattern is not in verbose form.
        return rf"""(?-x:{date_pattern().pattern})
            (?:\s?(?P<until>{any_of(w["until"])})|\s?(?P<since>{any_of(w["since"])}))?"""

    def _number(self) -> str:
        w = self.words
        return rf"""(?:
            (?P<count>[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]{{1,4}}(?:\.[0-9])?)
                (?:\s?{_DASH}\s?(?P<count_to>[0-9]{{1,4}}))?
            |{self.apart}(?P<word>{any_of(w["numbers"])})(?!\s?{any_of(w["digit_units"])})
            |(?P<vague>{any_of(w["vague_numbers"])}))"""

    def _lead(self) -> str:
        w = self.words
        year = rf"{_YEAR}\s?(?:{_DASH}\s?[0-9]{{2,4}}\s?)?{any_of(w['year_mark'])}"
        return rf"""{_NO_FIGURE}(?:{self.apart}(?:
            (?P<next>{any_of(w["next"])})
            |(?P<past>{any_of(w["past"])})
            |(?P<about>{any_of(w["about_before"])}))\s?)?(?!{year})"""

    def _suffix(self) -> str:
        # One syllable is a suffix only where no other word goes on from it: 3일 전, not 3일 전국.
        short = [suffix for suffix in self.suffixes if len(suffix) == 1]
        long = [suffix for suffix in self.suffixes if len(suffix) > 1]
        after = rf"(?:(?!{_LETTER})|(?={any_of(self.words['particles'])}))"
        return rf"(?P<suffix>{any_of(long)}|{any_of(short)}{after})"

    def _counted_with_suffix(self) -> str:
        barred = any_of(self.words["not_after_unit"])
        return rf"""{self._lead()}{self._number()}\s?(?P<unit>{any_of(self.units)})(?!{barred})
            \s?{self._suffix()}"""

    def _counted(self) -> str:
        w = self.words
        firm = [f for f in self.units if f not in w["leaning_units"] and f not in w["day_mark"]]
        barred = any_of(w["not_after_unit"])
        return rf"""{self._lead()}(?:
            {self._number()}\s?(?P<unit>{any_of(firm)})(?!{barred})
            |(?P<days>[1-9][0-9]{{2,3}}|[4-9][0-9]|3[2-9])\s?{any_of(w["day_mark"])}(?!{barred}))"""

    def _phrase(self) -> str:
        w = self.words
        return rf"""{self._lead()}{self.apart}(?:
            (?P<phrase>{any_of(w["spans"])}){self.alone}(?:\s?{self._suffix()})?
            |(?P<short_phrase>{any_of(w["leaning_spans"])})\s?
                {self._suffix().replace("<suffix>", "<needed_suffix>")})"""

    def _part(self) -> str:
        w = self.words
        next_words = any_of([*w["particles"], *w["until"], *w["since"]])
        return rf"(?P<part>{any_of(w['parts'])})(?:(?!{_LETTER})|(?={next_words}))"

    def _within(self) -> str:
        """A month, a half, a quarter, an end: what a year has inside."""
        w = self.words
        return rf"""(?:
            (?:(?P<month>{_MONTH})(?:\s?{_DASH}\s?(?P<month_to>{_MONTH}))?\s?{any_of(w["month_mark"])}
                (?![드급간])
            |{self.apart}(?P<near_month>{any_of(w["relative_months"])}))
                (?:{self._join()}{self._day()}|\s?{self._part()})?
            |(?P<half>{any_of(w["halves"])})
            |{any_of(w["quarter_before"])}?(?P<quarter>[{w["quarter_digits"]}])(?:/4)?\s?
                {any_of(w["quarter_mark"])}(?!\s?(?:{any_of(self.suffixes)}))
            |(?P<ends>{any_of(w["year_ends"])}))"""

    def _join(self) -> str:
        return rf"(?:{any_of(self.words['joins'])})?\s?"

    def _day(self) -> str:
        w = self.words
        return rf"""(?P<day>{_DAY})(?:\s?{_DASH}\s?(?P<day_to>{_DAY}))?\s?
            {any_of(w["day_mark"])}(?!{any_of(w["not_after_unit"])})"""

    def _in_year(self) -> str:
        w = self.words
        marks = any_of(w["year_mark"])
        year_part = self._part().replace("<part>", "<year_part>")
        return rf"""{self._before()}(?:
            (?P<decade>(?:1[5-9]|20)?[0-9]0)\s?{any_of(w["decade_mark"])}
            |(?P<year>{_YEAR})(?:\s?{_DASH}\s?(?P<year_to>(?:20|21)?[0-9]{{2}}))?\s?{marks}(?!대)
            |['’‘](?P<short_year>[0-9]{{2}})\s?{marks}
            |{self.apart}(?P<near_year>{any_of(w["relative_years"])}))
            (?:{self._join()}{self._within()}|\s?{year_part})?{self._edge()}"""

    def _within_year(self, inner: str) -> str:
        leaning = any_of(self.words["leaning_years"])
        return (
            rf"{self._before()}(?:{self.apart}(?P<leaning_year>{leaning})\s)?{inner}{self._edge()}"
        )

    def _week(self) -> str:
        w = self.words
        return rf"""{self._before()}(?:
            {self.apart}(?P<near_week>{any_of(w["relative_weeks"])}){self.alone}
                (?:\s?(?P<week_day>{any_of(self.weekdays)}))?
            |(?P<weekday>{any_of(self.weekdays)})
            |{self.apart}(?P<near_day>{any_of(w["relative_days"])}){self.alone}
            |{self.apart}(?P<other_day>{any_of(w["other_days"])}){self.alone}
            |{self.apart}(?P<near_quarter>{any_of(w["relative_quarters"])})){self._edge()}"""

    def _before(self) -> str:
        w = self.words
        return rf"""{_NO_FIGURE}(?P<until_before>{any_of(w["until_before"])})?
            (?:{self.apart}(?:(?P<coming>{any_of(w["coming"])})|(?P<gone>{any_of(w["gone"])}))\s?)?"""

    def _edge(self) -> str:
        w = self.words
        return rf"""(?:(?!{any_of(w["not_after_unit"])})(?:
            \s?(?P<until>{any_of(w["until"])})
            |\s?(?P<since>{any_of(w["since"])})
            |\s?{any_of(w["within"])}(?!{_LETTER})))?"""

    # -- what a match says

    def _read_printed(self, match: re.Match[str]) -> Calendar | None:
        day = day_of(match)
        if day is None:
            return None
        edge: Edge | None = None
        if match["until"] is not None or match["since"] is not None:
            edge = "until" if match["until"] is not None else "since"
        moment = Moment(year=day.year, month=day.month, day=day.day)
        return Calendar(match.start(), match.end(), moment, edge=edge)

    def _read_stretch(self, match: re.Match[str]) -> Stretch:
        said = match.groupdict()
        suffix: str | None = _single_spaced(said.get("suffix") or said.get("needed_suffix"))
        kind = self.suffixes[suffix] if suffix is not None else "plain"
        count, unit = self._count(said)
        bound: Bound = "exact"
        if said.get("count_to") is not None:
            bound = "range"
        elif kind in _BOUNDS:
            bound = _BOUNDS[kind]
        elif said["about"] is not None or count is None:
            bound = "about"
        course: Course | None = "ago" if kind == "ago" else None
        if suffix is None or not suffix.startswith(_PAUSE):
            course = "next" if said["next"] is not None else course
            course = "past" if said["past"] is not None else course
        return Stretch(match.start(), match.end(), count, unit, bound, course)

    def _count(self, said: _Groups) -> tuple[float | None, str]:
        """Return how many of which unit; None for "several"."""
        phrase = said.get("phrase") or said.get("short_phrase")
        if phrase is not None:
            count, unit = self.spans[_single_spaced(phrase)]
            return count, unit
        days = said.get("days")
        if days is not None:
            return float(days), "day"
        unit = self.units[_single_spaced(said["unit"])]
        figures = said["count_to"] or said["count"]
        if figures is not None:
            return float(figures.replace(",", "")), unit
        return self.words["numbers"].get(said["word"]), unit

    def _read_calendar(self, match: re.Match[str]) -> Calendar:
        said: _Groups = dict.fromkeys(_CALENDAR_GROUPS) | match.groupdict()
        start, end = match.span()
        edge: Edge | None = "since" if said["since"] is not None else None
        if said["until"] is not None or said["until_before"] is not None:
            edge = "until"
        if said["other_day"] is not None:
            return Calendar(start, end, None)
        moment = self._moment(said)
        if said["ends"] is not None:
            if moment.year is None and moment.year_shift is None:
                moment = replace(moment, year_shift=0)
            edge = "until" if moment.part == "within" else edge
        is_about = moment.part in ("early", "mid") or (moment.part == "late" and edge is None)
        return Calendar(start, end, moment, _last(moment, said), edge, is_about)

    def _moment(self, said: _Groups) -> Moment:
        w = self.words
        return Moment(
            decade=_decade(said["decade"]),
            year=_year(said["year"], said["short_year"]),
            year_shift=self._shift("relative_years", said["near_year"])
            if said["leaning_year"] is None
            else w["leaning_years"][said["leaning_year"]],
            half=w["halves"].get(said["half"]),
            quarter=_int(said["quarter"]),
            quarter_shift=self._shift("relative_quarters", said["near_quarter"]),
            month=_int(said["month"]),
            month_shift=self._shift("relative_months", said["near_month"]),
            week_shift=self._shift("relative_weeks", said["near_week"]),
            day=_int(said["day"]),
            day_shift=self._shift("relative_days", said["near_day"]),
            weekday=self.weekdays.get(said["week_day"] or said["weekday"] or ""),
            part=w["year_ends"].get(said["ends"])
            or w["parts"].get(said["part"] or said["year_part"]),
            direction=(said["coming"] is not None) - (said["gone"] is not None),
        )

    def _shift(self, table: str, word: str | None) -> int | None:
        return self.shifts[table][_single_spaced(word)] if word is not None else None


# Lists that some language does without.
_OPTIONAL = (
    *("leaning_years", "coming", "gone", "digit_units", "spans", "leaning_spans", "particles"),
    "until_before",
)
_SHIFTS = (
    "relative_years",
    "relative_quarters",
    "relative_months",
    "relative_weeks",
    "relative_days",
)
_OPENING = (
    *_SHIFTS,
    "leaning_years",
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
_CALENDAR_GROUPS = (
    *("decade", "year", "year_to", "short_year", "near_year", "leaning_year", "year_part"),
    *("half", "quarter", "near_quarter", "month", "month_to", "near_month", "part", "ends"),
    *("near_week", "week_day", "weekday", "day", "day_to", "near_day", "other_day"),
    *("until", "until_before", "since", "coming", "gone"),
)
_BOUNDS: dict[str, Bound] = {
    "about": "about",
    "at_most": "at_most",
    "at_least": "at_least",
    "more_than": "more_than",
}


def _last(first: Moment, said: _Groups) -> Moment | None:
    """Return the end of a written range: 2026~2028년, 3~5월, 5~8일."""
    if said["year_to"] is not None and first.year is not None:
        year = int(said["year_to"])
        return Moment(year=year if year > 100 else first.year // 100 * 100 + year)
    if said["month_to"] is not None:
        return replace(first, month=int(said["month_to"]))
    if said["day_to"] is not None:
        return replace(first, day=int(said["day_to"]))
    return None


def _closed_up(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table that knows its words without their spaces too: 지난 달, 지난달."""
    return {form.replace(" ", ""): value for form, value in table.items()} | table


def _single_spaced(words: str | None) -> Any:
    return _SPACES.sub(" ", words) if words is not None else None


def _int(digits: str | None) -> int | None:
    return int(digits.translate(_DIGITS)) if digits is not None else None


def _year(digits: str | None, short: str | None) -> int | None:
    if short is not None:
        return 2000 + int(short) if int(short) < _CENTURY_TURN else 1900 + int(short)
    return int(digits) if digits is not None else None


def _decade(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) if len(digits) == 4 else 1900 + int(digits)


@cache
def east_grammar(lang: str) -> EastGrammar:
    """Return the grammar of "ko", "zh" or "ja"."""
    return EastGrammar(lang)
