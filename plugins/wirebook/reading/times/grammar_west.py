"""The grammar of time in English and Spanish: names of months, phrases around a unit.

The words come from lexicon/<language>/periods.yaml (months from dates.yaml). An expression is
found by its core (a figure, a month, "next", "first half") and read from there back over what
leads it ("by the end of", "over the", "hasta"): the words that lead are too many to start from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from wirebook.reading import patterns
from wirebook.reading.languages import ENGLISH
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Bound
from wirebook.reading.times.calendar_places import Moment
from wirebook.reading.times.expressions import Calendar, Course, Edge, Expression, Rule, Stretch
from wirebook.reading.times.printed_dates import date_pattern, day_of

_DASH = "[-–—~]"
_YEAR = "(?:1[5-9]|20|21)[0-9]{2}"
_DAY = "(?:[12][0-9]|3[01]|0?[1-9])"
_SPACE = "[ \u00a0]"
_GAP = "[ \u00a0-]"
_NO_LETTER = "(?![a-zà-ÿ])"
_NO_FIGURE = "(?![0-9%]|[.,][0-9])"
_ORDINAL = "(?:st|nd|rd|th|º)"
_WORD_BEFORE = re.compile(rf"(?:([^\W\d_]+){_SPACE}?-?|([(\[–—/-])){_SPACE}?['’‘]?$")
_WORD_AFTER = re.compile(rf"{_GAP}([^\W\d_]+)")
_WORD_REACH = 16
_MOST_LEADS = 7
_BOUNDS: tuple[Bound, ...] = ("more_than", "at_least", "at_most", "about")
# Lists of words that may lead an expression, and lists that some language does not have.
_LEADING = (
    *("leads", "at_most", "at_least", "more_than", "about", "articles_of_time", "ago_before"),
    *("next", "past", "until", "since", "the_end", "parts", "earlier", "relative", "fiscal"),
)
_CORE = (
    *("weekdays", "relative_days", "other_days", "relative_phrases", "halves", "quarters"),
    *("numbers", "vague_numbers", "next", "past", "parts", "fiscal"),
)
_OPTIONAL = (
    *("relative_phrases", "articles_of_time", "ago_before", "earlier", "kinds_of_unit"),
    *("doubtful_months", "month_leads", "articles"),
)
_Groups = dict[str, str | None]


def _one_of(words: Iterable[str]) -> str:
    return patterns.any_of(patterns.cases(words), _SPACE)


class WestGrammar:
    """The rules of one language; built once, used around every core of an expression."""

    def __init__(self, lang: str) -> None:
        self.words: dict[str, Any] = {key: [] for key in _OPTIONAL} | dict(lexicon(lang, "periods"))
        self.months = {
            name: number
            for number, names in enumerate(lexicon(lang, "dates")["months"], start=1)
            for name in names
        }
        self.units = {f: unit for unit, forms in self.words["units"].items() for f in forms}
        self.weekdays = {name: number for number, name in enumerate(self.words["weekdays"])}
        # English writes its months with a capital: "may" and "march" are other words.
        self.month_forms = [
            form
            for name in self.months
            for form in (name.title(), name.upper(), *([] if lang == ENGLISH else [name]))
        ]
        self.starts = re.compile(rf"\b(?:{_one_of(self._core_words())})")
        self.leads = frozenset(
            part
            for key in _LEADING
            for word in self.words[key]
            for part in word.replace("-", " ").split()
        )
        self.rules = self._rules()

    def read(self, text: str) -> Iterator[Expression]:
        """Yield the expressions of a text in order. Linear time."""
        done = 0
        for core in self.starts.finditer(text):
            if core.start() < done:
                continue
            # What began before a core in vain need not be tried again for the next one.
            beginnings = self._beginnings(text, core.start(), done)
            done = core.start() + 1
            for start in beginnings:
                found = self._at(text, start)
                if found is not None and found.end > core.start():
                    done = found.end
                    yield found
                    break

    def _at(self, text: str, start: int) -> Expression | None:
        for pattern, build in self.rules:
            match = pattern.match(text, start)
            found = build(match) if match is not None else None
            if found is not None:
                return found
        return None

    def _beginnings(self, text: str, core: int, done: int) -> list[int]:
        """Return where an expression around a core may begin, the furthest first."""
        found = [core]
        while len(found) <= _MOST_LEADS and found[-1] - 1 > done:
            word_end = found[-1] - 1
            if text[word_end] not in " \u00a0-":
                break
            gaps = (text.rfind(gap, done, word_end) for gap in (" ", "\u00a0", "-", "\n"))
            word_start = max(done - 1, *gaps) + 1
            if text[word_start:word_end].lower() not in self.leads:
                break
            found.append(word_start)
        return found[::-1]

    def _core_words(self) -> list[str]:
        w = self.words
        named = (*w["relative_units"], *w["weekdays"])
        return [
            *"0123456789",
            *(word for table in _CORE for word in w[table]),
            *(f"{word} {name}" for word in w["relative"] for name in named),
            *(f"{article} {unit}" for article in w["articles"] for unit in self.units),
            *(f"{letter}{number}" for letter in "QH" for number in "1234"),
            *self.months,
        ]

    def _rules(self) -> tuple[Rule, ...]:
        forms = (
            (self._printed(), self._read_printed),
            (self._counted(), self._read_stretch),
            (self._single(), self._read_stretch),
            (self._one_ago(), self._read_stretch),
            (self._in_calendar(self._month_day()), self._read_calendar),
            (self._in_calendar(self._day_month()), self._read_calendar),
            (self._in_calendar(self._part_of_year()), self._read_calendar),
            (self._in_calendar(self._near()), self._read_calendar),
            (self._in_calendar(self._others()), self._read_calendar),
            (self._year(), self._read_year),
        )
        return tuple(Rule(re.compile(form, re.VERBOSE), build) for form, build in forms)

    # -- patterns, in verbose form

    def _printed(self) -> str:
        # The date's own pattern is not in verbose form.
        until = _one_of(self.words["until"])
        return rf"""(?:\b(?P<until>{until}){_SPACE}(?:{self._article()}{_SPACE})?)?
            (?-x:{date_pattern().pattern})"""

    def _counted(self) -> str:
        """over the next three years, nearly five years, two weeks ago, hace dos años"""
        w = self.words
        numbers = _one_of(w["numbers"])
        bounds = "|".join(rf"(?P<{bound}>{_one_of(w[bound])})" for bound in _BOUNDS)
        joins = _one_of(w["number_joins"])
        return rf"""(?<![\w.,$€£¥₩])
            (?:(?P<ago_before>{_one_of(w["ago_before"])}){_SPACE})?
            (?:(?P<lead>{_one_of(w["leads"])}){_SPACE})?
            (?:(?:{bounds}){_SPACE})?
            (?:{self._article()}{_SPACE})?
            (?:{self._course()}{_SPACE})?
            (?:(?P<count>[0-9]{{1,4}}(?:\.[0-9])?)
                |(?P<word>{numbers})|(?P<vague>{_one_of(w["vague_numbers"])}))
            (?:{_GAP}?{joins}{_GAP}?(?:(?P<count_to>[0-9]{{1,4}})|(?P<word_to>{numbers})))?
            {_GAP}
            (?:{self._course().replace("<next>", "<next_>").replace("<past>", "<past_>")}{_SPACE})?
            (?:{_one_of(w["kinds_of_unit"])}{_SPACE})?
            {self._unit()}
            (?:{_SPACE}(?:(?P<ago>{_one_of(w["ago"])})|{_one_of(w["later"])}){_NO_LETTER})?"""

    def _single(self) -> str:
        """over the next year, in the past decade"""
        w = self.words
        lead = _one_of([*w["leads"], *w["at_most"]])
        return rf"""(?<![\w.,$€£¥₩])
            (?P<lead>{lead}){_SPACE}{self._article()}{_SPACE}{self._course()}{_SPACE}{self._unit()}"""

    def _one_ago(self) -> str:
        """a year ago, a month later"""
        w = self.words
        return rf"""(?<![\w.,$€£¥₩])
            (?:(?P<lead>{_one_of(w["leads"])}){_SPACE})?
            {_one_of(w["articles"])}{_SPACE}{self._unit()}{_SPACE}
            (?:(?P<ago>{_one_of(w["ago"])})|{_one_of(w["later"])}){_NO_LETTER}"""

    def _article(self) -> str:
        return _one_of(["the", "its", "their", *self.words["articles_of_time"]])

    def _course(self) -> str:
        w = self.words
        return rf"(?:(?P<next>{_one_of(w['next'])})|(?P<past>{_one_of(w['past'])}))"

    def _unit(self) -> str:
        barred = _one_of(self.words["not_after_unit"])
        return rf"""(?P<unit>{_one_of(self.units)}){_NO_LETTER}(?:['’]s?)?(?!{_GAP}{barred}\b)"""

    def _edge(self) -> str:
        w = self.words
        return rf"""(?:(?:(?P<until>{_one_of(w["until"])})|(?P<since>{_one_of(w["since"])}))
            {_SPACE}(?:{_one_of(w["the_end"])}{_GAP}?){{0,3}})?"""

    def _in_calendar(self, place: str) -> str:
        part = _one_of(self.words["parts"])
        return rf"\b{self._edge()}(?:the{_SPACE})?(?:(?P<part>{part}){_GAP})?(?:{place})"

    def _month(self) -> str:
        forms = sorted(set(self.month_forms), key=len, reverse=True)
        return rf"(?P<month>{'|'.join(map(re.escape, forms))}){_NO_LETTER}"

    def _month_day(self) -> str:
        return rf"""{self._month()}
            (?:{_SPACE}(?P<day>{_DAY}){_ORDINAL}?(?![0-9%]|,[0-9]{{3}})
                (?:\s?{_DASH}\s?(?P<day_to>{_DAY})(?![0-9]))?)?
            (?:,?{_SPACE}(?:(?:of|de|del){_SPACE})?(?P<year>{_YEAR}){_NO_FIGURE})?"""

    def _day_month(self) -> str:
        return rf"""(?P<day>{_DAY}){_ORDINAL}?(?:{_SPACE}(?:of|de))?{_SPACE}{self._month()}
            (?:,?{_SPACE}(?:(?:de|del){_SPACE})?(?P<year>{_YEAR})(?![0-9]))?"""

    def _part_of_year(self) -> str:
        """the first half of 2025, third quarter of this year, Q3 2024, 2H25"""
        w = self.words
        of_year = rf"""(?:(?:{_SPACE}?{_one_of(w["of"])})?{_SPACE}?(?:
            (?:{_one_of(w["fiscal"])}{_SPACE}?)?['’]?(?P<year>{_YEAR}|[0-9]{{2}}\b){_NO_FIGURE}
            |{self._near()}
            |{_one_of(w["the_year"])}))?"""
        return rf"""(?:(?P<half>{_one_of(w["halves"])})
            |(?P<quarter>{_one_of(w["quarters"])})
            |(?P<letter>[QH])(?P<number>[1-4])
            |(?P<number_>[1-4])(?P<letter_>[QHT])){of_year}(?![0-9A-Za-z])"""

    def _near(self) -> str:
        """this year, last month, next Friday, el próximo año"""
        w = self.words
        return rf"""(?:(?:{_one_of(w["earlier"])}{_SPACE})?(?:
            (?P<near>{_one_of(w["relative"])}){_SPACE}
                (?:(?P<near_unit>{_one_of(w["relative_units"])})
                |(?P<weekday>{_one_of(self.weekdays)})){_NO_LETTER}
            |(?P<phrase>{_one_of(w["relative_phrases"])}){_NO_LETTER}))"""

    def _others(self) -> str:
        w = self.words
        return rf"""(?:(?P<decade>(?:1[5-9]|20)[0-9]0)[’']?s
            |(?P<weekday>{_one_of(self.weekdays)})
            |(?P<near_day>{_one_of(w["relative_days"])})
            |(?P<other_day>{_one_of(w["other_days"])})){_NO_LETTER}"""

    def _year(self) -> str:
        w = self.words
        return rf"""(?<![\w$€£¥₩.,/%\#-]){self._edge()}
            (?:(?P<part>{_one_of(w["parts"])}){_GAP})?
            (?:(?P<fiscal>{_one_of(w["fiscal"])}){_SPACE}?)?
            (?P<year>{_YEAR})
            (?:\s?(?P<dash>{_DASH}|/)\s?(?P<year_to>{_YEAR}|[0-9]{{2}}))?
            (?![\w%]|[.,][0-9]|{_DASH}[0-9])"""

    # -- what a match says

    def _read_printed(self, match: re.Match[str]) -> Calendar | None:
        day = day_of(match)
        if day is None:
            return None
        edge = self._edge_of(match["until"], None)
        moment = Moment(year=day.year, month=day.month, day=day.day)
        return Calendar(match.start(), match.end(), moment, edge=edge)

    def _read_stretch(self, match: re.Match[str]) -> Stretch:
        said = match.groupdict()
        unit = self.units[match["unit"].lower()]
        count = self._count(said) if "count" in said else 1.0
        bound = self._bound(said, count)
        course: Course | None = None
        if said.get("next") or said.get("next_"):
            course = "next"
        elif said.get("past") or said.get("past_"):
            course = "past"
        elif said.get("ago") or said.get("ago_before"):
            course = "ago"
        start = match.start()
        if course is None and bound != "at_most" and said["lead"] is not None:
            start = match.end("lead") + 1
        return Stretch(start, match.end(), count, unit, bound, course)

    def _bound(self, said: _Groups, count: float | None) -> Bound:
        if said.get("count_to") or said.get("word_to"):
            return "range"
        if _low(said["lead"]) in self.words["at_most"]:
            return "at_most"
        spoken = next((bound for bound in _BOUNDS if said.get(bound) is not None), None)
        if spoken is not None:
            return spoken
        return "about" if count is None else "exact"

    def _count(self, said: _Groups) -> float | None:
        """Return how many; of a range the larger; None for "several"."""
        figures = said["count_to"] or (said["count"] if said["word_to"] is None else None)
        if figures is not None:
            return float(figures)
        word = said["word_to"] or said["word"]
        return float(self.words["numbers"][_low(word)]) if word is not None else None

    def _edge_of(self, until: str | None, since: str | None) -> Edge | None:
        if until is not None:
            return "before" if _low(until) in self.words["before"] else "until"
        return "since" if since is not None else None

    def _part_of(self, said: _Groups) -> Any:
        return self.words["parts"].get(_low(said["part"]))

    def _read_year(self, match: re.Match[str]) -> Calendar | None:
        """A number that could be a year, where the words around it make it one."""
        edge = self._edge_of(match["until"], match["since"])
        year, to = int(match["year"]), match["year_to"]
        is_range = to is not None and (match["dash"] != "/" or len(to) == 2)
        is_led = is_range or match["fiscal"] or match["part"] or edge is not None
        if not (is_led or self._follows(match, "year_leads", or_bracket=True)):
            return None
        after = _WORD_AFTER.match(match.string, match.end())
        if after is not None and after[1].lower() in self.words["not_after_year"]:
            return None
        last = None
        if is_range:
            last = Moment(year=int(to) if len(to) == 4 else year // 100 * 100 + int(to))
        part = self._part_of(match.groupdict())
        moment = Moment(year=year, part=part)
        return Calendar(match.start(), match.end(), moment, last, edge, _is_about(part, edge))

    def _follows(self, match: re.Match[str], words: str, or_bracket: bool = False) -> bool:
        """Whether the word before a match is of a list, or a bracket or dash stands there."""
        low = max(0, match.start() - _WORD_REACH)
        before = _WORD_BEFORE.search(match.string, low, match.start())
        if before is None:
            return False
        if before[2] is not None:
            return or_bracket
        return before[1].lower() in self.words[words]

    def _read_calendar(self, match: re.Match[str]) -> Calendar | None:
        said: _Groups = dict.fromkeys(_CALENDAR_GROUPS) | match.groupdict()
        if self._is_other_word(match, said):
            return None
        start, end = match.span()
        start += len("the ") if match.group().lower().startswith("the ") else 0
        if said["other_day"] is not None:
            return Calendar(start, end, None)
        edge = self._edge_of(said["until"], said["since"])
        moment = self._moment(said)
        last = None
        if said["day_to"] is not None:
            last = Moment(year=moment.year, month=moment.month, day=int(said["day_to"]))
        return Calendar(start, end, moment, last, edge, _is_about(moment.part, edge))

    def _is_other_word(self, match: re.Match[str], said: _Groups) -> bool:
        """Whether a month's name that is a word of its own stands without anything beside it."""
        month = said["month"]
        if month is None or month.lower() not in self.words["doubtful_months"]:
            return False
        beside = ("day", "year", "until", "since", "part")
        return not (any(said[b] for b in beside) or self._follows(match, "month_leads"))

    def _moment(self, said: _Groups) -> Moment:
        w = self.words
        unit, shift = self._shift(said)
        number, letter = said["number"] or said["number_"], said["letter"] or said["letter_"]
        half = w["halves"].get(_low(said["half"]))
        quarter = w["quarters"].get(_low(said["quarter"]))
        if number is not None:
            half, quarter = (int(number), None) if letter == "H" else (None, int(number))
        return Moment(
            decade=_int(said["decade"]),
            year=_full_year(said["year"]),
            year_shift=shift if unit == "year" else None,
            half=half,
            quarter=quarter,
            quarter_shift=shift if unit == "quarter" else None,
            month=self.months.get(_low(said["month"])),
            month_shift=shift if unit == "month" else None,
            week_shift=shift if unit == "week" else None,
            day=_int(said["day"]),
            day_shift=w["relative_days"].get(_low(said["near_day"])),
            weekday=self.weekdays.get(_low(said["weekday"])),
            part=self._part_of(said),
            direction=shift if unit == "weekday" else 0,
        )

    def _shift(self, said: _Groups) -> tuple[str, int]:
        """Return the unit that "last month" counts in, and how far."""
        w = self.words
        if said["phrase"] is not None:
            unit, shift = w["relative_phrases"][_low(said["phrase"])]
            return unit, shift
        if said["near"] is None:
            return "", 0
        shift = w["relative"][_low(said["near"])]
        if said["near_unit"] is None:
            return "weekday", shift
        return w["relative_units"][_low(said["near_unit"])], shift


_CALENDAR_GROUPS = (
    *("until", "since", "part", "month", "day", "day_to", "year", "half", "quarter"),
    *("letter", "number", "letter_", "number_", "near", "near_unit", "weekday", "phrase"),
    *("decade", "near_day", "other_day"),
)


def _is_about(part: str | None, edge: Edge | None) -> bool:
    """The end of a year is a sharp deadline; as a place in time it is as vague as its middle."""
    return part in ("early", "mid") or (part == "late" and edge is None)


def _low(word: str | None) -> str:
    return word.lower().replace("\u00a0", " ") if word is not None else ""


def _int(digits: str | None) -> int | None:
    return int(digits) if digits is not None else None


def _full_year(digits: str | None) -> int | None:
    if digits is None:
        return None
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


@cache
def west_grammar(lang: str) -> WestGrammar:
    """Return the grammar of "en" or "es"."""
    return WestGrammar(lang)
