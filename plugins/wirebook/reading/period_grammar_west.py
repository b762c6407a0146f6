"""The grammar of time in English and Spanish: names of months, phrases around a unit.

The words come from lexicon/<language>/periods.yaml (and dates.yaml for months). One pattern finds
an expression whole, with what leads it ("by the end of", "over the next", "hasta").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from wirebook.reading import patterns
from wirebook.reading.expressions import Calendar, Edge, Expression, Stretch
from wirebook.reading.model import Bound
from wirebook.reading.moments import Moment
from wirebook.reading.printed_dates import date_pattern, day_of, month_numbers
from wirebook.reading.words import lexicon

_DASH = "[-–—~]"
_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_BEFORE_YEAR = re.compile(r"(?:([^\W\d_]+)[ \u00a0]?-?|([(\[–—/-]))[ \u00a0]?['’‘]?$")
_AFTER_YEAR = re.compile(r"[ \u00a0-]([^\W\d_]+)")
# Month names that are words of their own; alone they need a word that makes them a month.
_DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "sep", "dec", "ago", "jan"})
_ENGLISH_ORDINAL = "(?:st|nd|rd|th)"


def one_of(words: Iterable[str]) -> str:
    """Return a pattern of words in the cases that print uses."""
    return patterns.one_of(patterns.cases(words), r"[ \u00a0]")


class WestGrammar:
    """The patterns and tables of one language; built once."""

    def __init__(self, lang: str) -> None:
        words: dict[str, Any] = {key: [] for key in _OPTIONAL}
        words.update(lexicon(lang, "periods"))
        self.words = words
        self.months = {
            name: number
            for number, names in enumerate(lexicon(lang, "dates")["months"], start=1)
            for name in names
        }
        self.units = {form: unit for unit, forms in words["units"].items() for form in forms}
        self.weekdays = {name: number for number, name in enumerate(words["weekdays"])}
        self.capital_months = lang == "en"
        self.pattern = re.compile(
            "|".join((self._full(), self._stretch(), self._calendar(), self._bare_year()))
        )
        # Names of months stand in capitals in one language and in small letters in another, and
        # the words that lead an expression (by, over the) are too many to start from: a match is
        # begun at its core and from there back over what leads it.
        self.starts = re.compile(rf"\b(?:{one_of(self._core_words())})")
        self.leads = frozenset(
            part
            for key in _LEADING
            for word in words[key]
            for part in word.replace("-", " ").split()
        )

    def _core_words(self) -> list[str]:
        w = self.words
        tables = (
            "weekdays",
            "relative_days",
            "other_days",
            "relative_phrases",
            "halves",
            "quarters",
            "numbers",
            "vague_numbers",
            "next",
            "past",
            "parts",
            "fiscal",
        )
        near = [
            f"{word} {unit}"
            for word in w["relative"]
            for unit in (*w["relative_units"], *w["weekdays"])
        ]
        single = [f"{article} {unit}" for article in w["articles"] for unit in self.units]
        short = [f"{letter}{number}" for letter in "QH" for number in "1234"]
        words = [word for table in tables for word in w[table]]
        return [*"0123456789", *words, *near, *single, *short, *self.months]

    def _first_of(self, text: str, start: int, done: int) -> Iterator[int]:
        """Yield where an expression around ``start`` may begin, the furthest first."""
        found = [start]
        for _ in range(_MOST_LEADS):
            at = found[-1]
            word_end = at - 1
            if word_end <= done or text[word_end] not in " \u00a0-":
                break
            word_start = (
                max(
                    text.rfind(" ", done, word_end),
                    text.rfind("-", done, word_end),
                    text.rfind("\n", done, word_end),
                    done - 1,
                )
                + 1
            )
            if text[word_start:word_end].lower() not in self.leads:
                break
            found.append(word_start)
        yield from reversed(found)

    def _edge(self, mark: str) -> str:
        w = self.words
        ends = rf"(?:{one_of(w['the_end'])}[ -]?){{0,3}}"
        return rf"(?:(?:(?P<until{mark}>{one_of(w['until'])})|(?P<since{mark}>{one_of(w['since'])}))[ \u00a0]{ends})?"

    def _full(self) -> str:
        return rf"(?:\b(?P<until_full>{one_of(self.words['until'])}) )?(?P<full>{date_pattern().pattern})"

    def _month(self, group: str) -> str:
        names = sorted(self.months, key=len, reverse=True)
        forms = [
            f
            for n in names
            for f in ((n.title(), n.upper()) if self.capital_months else (n, n.title()))
        ]
        return rf"(?P<{group}>{'|'.join(re.escape(form) for form in dict.fromkeys(forms))})(?![a-zà-ÿ])"

    def _near(self, mark: str) -> str:
        """this year, last month, next quarter; el próximo año."""
        w = self.words
        units = one_of(w["relative_units"])
        phrases = one_of(w["relative_phrases"])
        week = rf"(?P<near_weekday{mark}>{one_of(self.weekdays)})"
        return rf"(?:(?:{one_of(w['earlier'])} )?(?:(?P<near{mark}>{one_of(w['relative'])}) (?:(?P<near_unit{mark}>{units})|{week})(?![a-z])|(?P<phrase{mark}>{phrases})))"

    def _of_year(self, mark: str) -> str:
        w = self.words
        fiscal = rf"(?:{one_of(w['fiscal'])} ?)?"
        return rf"(?:(?: ?{one_of(w['of'])})? ?(?:{fiscal}['’]?(?P<of_year{mark}>{_YEAR}|[0-9]{{2}}(?=\b))(?![0-9%,])|{self._near(mark)}|{one_of(w['the_year'])}))?"

    def _calendar(self) -> str:
        w = self.words
        part = rf"(?:(?P<part>{one_of(w['parts'])})[ -])?"
        day_month = rf"(?P<day1>[12][0-9]|3[01]|0?[1-9])(?:º|{_ENGLISH_ORDINAL})?(?: of| de)? {self._month('month1')}(?:,? (?:de |del )?(?P<year1>{_YEAR})(?![0-9]))?"
        month_day = (
            rf"{self._month('month2')}(?:[ \u00a0](?P<day2>[12][0-9]|3[01]|0?[1-9])(?:{_ENGLISH_ORDINAL})?(?![0-9]|,[0-9]{{3}}|%)(?:\s?{_DASH}\s?(?P<day_to>[12][0-9]|3[01]|0?[1-9])(?![0-9]))?)?"
            rf"(?:,? (?:of |de |del )?(?P<year2>{_YEAR})(?![0-9%]|[.,][0-9]))?"
        )
        half = rf"(?P<half>{one_of(w['halves'])}){self._of_year('_h')}"
        quarter = rf"(?P<quarter>{one_of(w['quarters'])}){self._of_year('_q')}"
        short = rf"(?:(?P<short_kind>[QH])(?P<short_number>[1-4])|(?P<short_number2>[1-4])(?P<short_kind2>[QHT]))(?:{self._of_year('_s')})(?![0-9A-Za-z])"
        near = self._near("_n")
        weekday = rf"(?P<weekday>{one_of(self.weekdays)})(?![a-zà-ÿ])"
        decade = rf"(?P<decade>(?:1[5-9]|20)[0-9]0)[’']?s(?![a-z])"
        others = rf"(?P<near_day>{one_of(w['relative_days'])})(?![a-z])|(?P<other_day>{one_of(w['other_days'])})(?![a-z])"
        return rf"\b{self._edge('')}(?:(?:the )?{part}(?:{month_day}|{day_month}|{half}|{quarter}|{short}|{near}|{decade}|{weekday}|{others}))"

    def _bare_year(self) -> str:
        fiscal = rf"(?:(?P<fiscal>{one_of(self.words['fiscal'])}) ?)?"
        part = rf"(?:(?P<part_y>{one_of(self.words['parts'])})[ -])?"
        return rf"(?<![\w$€£¥₩.,/%#-]){self._edge('_y')}{part}{fiscal}(?P<year>{_YEAR})(?:\s?(?P<dash>{_DASH}|/)\s?(?P<year_to>{_YEAR}|[0-9]{{2}}))?(?![\w%]|[.,][0-9]|{_DASH}[0-9])"

    def _stretch(self) -> str:
        w = self.words
        bound = "|".join(
            rf"(?P<{key}>{one_of(w[key])})" for key in ("more_than", "at_least", "at_most", "about")
        )
        number = rf"(?:(?P<count>[0-9]{{1,4}}(?:\.[0-9])?)|(?P<word>{one_of(w['numbers'])})|(?P<vague>{one_of(w['vague_numbers'])}))"
        second = rf"(?:[ -]?{one_of(w['number_joins'])}[ -]?(?:(?P<count_to>[0-9]{{1,4}})|(?P<word_to>{one_of(w['numbers'])})))?"
        article = rf"(?:{one_of(['the', 'its', 'their', *w['articles_of_time']])} )"
        course = rf"(?:(?P<next>{one_of(w['next'])})|(?P<past>{one_of(w['past'])})) "
        course_after = course.replace("<next>", "<next2>").replace("<past>", "<past2>").rstrip()
        lead = rf"(?:(?P<lead>{one_of(w['leads'])}) )"
        kinds = rf"(?:{one_of(w['kinds_of_unit'])} )?"
        unit = rf"(?P<unit>{one_of(self.units)})(?![a-zà-ÿ])(?:['’]s?)?(?![ -]{one_of(w['not_after_unit'])}\b)"
        after = (
            rf"(?: (?:(?P<ago>{one_of(w['ago'])})|(?P<later>{one_of(w['later'])}))(?![a-zà-ÿ]))?"
        )
        ago_before = rf"(?:(?P<ago_before>{one_of(w['ago_before'])}) )?"
        counted = rf"{ago_before}{lead}?(?:(?:{bound}) )?{article}?(?:{course})?{number}{second}[ \u00a0-](?:{course_after} )?{kinds}{unit}{after}"
        single = (
            rf"(?:{lead}|(?P<late_bound>{one_of(w['at_most'])}) ){article}{course}{unit}".replace(
                "<lead>", "<lead3>"
            )
            .replace("<next>", "<next3>")
            .replace("<past>", "<past3>")
            .replace("<unit>", "<unit3>")
        )
        an = rf"(?:(?P<lead4>{one_of(w['leads'])}) )?(?P<article>{one_of(w['articles'])}) (?P<unit4>{one_of(self.units)}) (?:(?P<ago4>{one_of(w['ago'])})|(?P<later4>{one_of([x for x in w['later'] if x not in ('before', 'prior')])}))(?![a-z])"
        return rf"(?<![\w.,$€£¥₩])(?:{counted}|{single}|{an})"

    def read(self, text: str) -> Iterator[Expression]:
        """Yield the expressions of a text in order. Linear time."""
        done = 0
        for core in self.starts.finditer(text):
            if core.start() < done:
                continue
            for start in self._first_of(text, core.start(), done):
                match = self.pattern.match(text, start)
                found = self._expression(match, text) if match is not None else None
                if found is not None and found.end > core.start():
                    done = found.end
                    yield found
                    break

    def _expression(self, match: re.Match[str], text: str) -> Expression | None:
        g = match.groupdict()
        if g["full"] is not None:
            day = day_of(match)
            if day is None:
                return None
            edge: Edge | None = "until" if g["until_full"] is not None else None
            moment = Moment(year=day.year, month=day.month, day=day.day)
            return Calendar(match.start(), match.end(), moment, edge=edge)
        if g["unit"] or g["unit3"] or g["unit4"]:
            return self._read_stretch(match, g)
        if g["year"] is not None:
            return self._read_year(match, g, text)
        return self._read_calendar(match, g, text)

    def _read_stretch(self, match: re.Match[str], g: dict[str, str | None]) -> Stretch:
        unit = self.units[(g["unit"] or g["unit3"] or g["unit4"] or "").lower()]
        count: float | None = 1.0
        if g["unit"] is not None:
            count = self._count(g["count_to"], g["word_to"]) or self._count(g["count"], g["word"])
        bound: Bound = "about" if count is None else "exact"
        for kind in ("more_than", "at_least", "at_most", "about"):
            if g[kind] is not None:
                bound = kind  # type: ignore[assignment]
        lead = (g["lead"] or g["lead3"] or g["late_bound"] or "").lower()
        if lead in self.words["at_most"]:
            bound = "at_most"
        if g["count_to"] or g["word_to"]:
            bound = "range"
        course = None
        if g["next"] or g["next2"] or g["next3"]:
            course = "next"
        elif g["past"] or g["past2"] or g["past3"]:
            course = "past"
        elif g["ago"] or g["ago4"] or g["ago_before"]:
            course = "ago"
        start = match.start()
        if course is None and bound != "at_most" and g["lead"] is not None:
            start = match.end("lead") + 1
        return Stretch(start, match.end(), count, unit, bound, course)  # type: ignore[arg-type]

    def _count(self, digits: str | None, word: str | None) -> float | None:
        if digits is not None:
            return float(digits)
        return float(self.words["numbers"][word.lower()]) if word is not None else None

    def _edge_of(self, until: str | None, since: str | None) -> Edge | None:
        if until is not None:
            return "before" if until.lower() in self.words["before"] else "until"
        return "since" if since is not None else None

    def _read_year(
        self, match: re.Match[str], g: dict[str, str | None], text: str
    ) -> Calendar | None:
        """A number that could be a year, where the words around it make it one."""
        edge = self._edge_of(g["until_y"], g["since_y"])
        is_range = g["year_to"] is not None and (g["dash"] != "/" or len(g["year_to"]) == 2)
        if not (is_range or g["fiscal"] or g["part_y"] or self._is_year(match, text, edge)):
            return None
        after = _AFTER_YEAR.match(text, match.end())
        if after is not None and after[1].lower() in self.words["not_after_year"]:
            return None
        year = int(g["year"] or 0)
        last = None
        if g["year_to"] is not None and is_range:
            to = int(g["year_to"])
            last = Moment(year=to if to > 100 else year // 100 * 100 + to)
        part = self.words["parts"].get((g["part_y"] or "").lower())
        return Calendar(
            match.start(),
            match.end(),
            Moment(year=year, part=part),
            last,
            edge,
            _is_about(part, edge),
        )

    def _is_year(self, match: re.Match[str], text: str, edge: Edge | None) -> bool:
        if edge is not None:
            return True
        before = _BEFORE_YEAR.search(text, max(0, match.start() - 16), match.start())
        if before is None:
            return False
        return before[2] is not None or before[1].lower() in self.words["year_leads"]

    def _read_calendar(
        self, match: re.Match[str], g: dict[str, str | None], text: str
    ) -> Calendar | None:
        start, end = match.span()
        start += 4 if match.group().lower().startswith("the ") else 0
        edge = self._edge_of(g["until"], g["since"])
        if g["other_day"] is not None:
            return Calendar(start, end, None)
        month = self._month_number(g, match, text)
        if month == 0:
            return None
        mark = (
            "_h"
            if g["half"]
            else "_q"
            if g["quarter"]
            else "_s"
            if (g["short_number"] or g["short_number2"])
            else "_n"
        )
        unit, shift, weekday, direction = self._shift_of(g, mark)
        number = g["short_number"] or g["short_number2"]
        letter = g["short_kind"] or g["short_kind2"]
        of_year = g.get(f"of_year{mark}")
        year = _year(g["year1"] or g["year2"] or of_year)
        part = self.words["parts"].get((g["part"] or "").lower())
        if g["weekday"] is not None:
            weekday = self.weekdays[g["weekday"].lower()]
        moment = Moment(
            decade=int(g["decade"]) if g["decade"] is not None else None,
            year=year,
            year_shift=shift if unit == "year" else None,
            half=self.words["halves"].get((g["half"] or "").lower())
            or (int(number) if number and letter == "H" else None),
            quarter=self.words["quarters"].get((g["quarter"] or "").lower())
            or (int(number) if number and letter != "H" else None),
            quarter_shift=shift if unit == "quarter" else None,
            month=month,
            month_shift=shift if unit == "month" else None,
            week_shift=shift if unit == "week" else None,
            day=_int(g["day1"] or g["day2"]),
            day_shift=self.words["relative_days"].get((g["near_day"] or "").lower()),
            weekday=weekday,
            part=part,
            direction=direction,
        )
        if moment == Moment(part=part):
            return None
        last = Moment(year=year, month=month, day=int(g["day_to"])) if g["day_to"] else None
        return Calendar(start, end, moment, last, edge, _is_about(part, edge))

    def _month_number(
        self, g: dict[str, str | None], match: re.Match[str], text: str
    ) -> int | None:
        """Return the month, 0 where its name is a word of another meaning ("may", "march")."""
        name = g["month1"] or g["month2"]
        if name is None:
            return None
        if name.lower() in _DOUBTFUL_MONTHS and not (
            g["day1"] or g["day2"] or g["year1"] or g["year2"]
        ):
            led = g["until"] or g["since"] or g["part"] or self._led_as_month(match.start(), text)
            if not led:
                return 0
        return self.months[name.lower()]

    def _led_as_month(self, start: int, text: str) -> bool:
        before = _BEFORE_YEAR.search(text, max(0, start - 16), start)
        return before is not None and before[1] is not None and before[1].lower() in _MONTH_LEADS

    def _shift_of(
        self, g: dict[str, str | None], mark: str
    ) -> tuple[str | None, int | None, int | None, int]:
        phrase = g.get(f"phrase{mark}")
        if phrase is not None:
            unit, shift = self.words["relative_phrases"][phrase.lower()]
            return unit, shift, None, 0
        near = g.get(f"near{mark}")
        if near is None:
            return None, None, None, 0
        shift = self.words["relative"][near.lower()]
        name = g.get(f"near_weekday{mark}")
        if name is not None:
            return None, None, self.weekdays[name.lower()], shift
        unit = self.words["relative_units"][(g.get(f"near_unit{mark}") or "").lower()]
        return unit, shift, None, 0


_MOST_LEADS = 7
_LEADING = (
    "leads",
    "at_most",
    "at_least",
    "more_than",
    "about",
    "articles_of_time",
    "ago_before",
    "next",
    "past",
    "until",
    "since",
    "the_end",
    "parts",
    "earlier",
    "relative",
    "fiscal",
)
_OPTIONAL = ("relative_phrases", "articles_of_time", "ago_before", "earlier", "kinds_of_unit")
_MONTH_LEADS = frozenset(
    {
        "between",
        "entre",
        "in",
        "of",
        "since",
        "by",
        "until",
        "till",
        "through",
        "from",
        "last",
        "next",
        "this",
        "and",
        "to",
        "before",
        "after",
        "early",
        "late",
        "mid",
        "en",
        "de",
        "desde",
        "hasta",
        "para",
    }
)


def _is_about(part: str | None, edge: Edge | None) -> bool:
    """The end of a year is a sharp deadline; its beginning, middle or end are vague as places."""
    return part in ("early", "mid") or (part == "late" and edge is None)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits is not None else None


def _year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


@cache
def west_grammar(lang: str) -> WestGrammar:
    """Return the grammar of "en" or "es"."""
    return WestGrammar(lang)
