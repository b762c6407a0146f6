"""Dates, intervals, durations and deadlines of a text, with the days they come to.

The grammars find expressions; here neighbours join into stretches ("2021년부터 2025년까지",
"between 2021 and 2026") and the article's day turns "last month" and "the next three years" into
days. Meanings: "next N" begins on the article's day and has N whole units; a deadline has no first
day; "early March" is the whole month and ``about``; an expression that needs the article's day
has no days without it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from wirebook.reading.languages import ALPHABETIC, LANGUAGES
from wirebook.reading.lexicons import listed
from wirebook.reading.model import Period, PeriodKind
from wirebook.reading.patterns import any_of
from wirebook.reading.times.calendar_places import MONTHS_IN, Days, Moment, days_of, plus
from wirebook.reading.times.expressions import Calendar, Expression, Stretch
from wirebook.reading.times.grammar_east import east_grammar
from wirebook.reading.times.grammar_west import west_grammar

_JOIN = re.compile(r"\s?(?:[-~～〜∼–—]|에서|and|to|through|until|y|a|al|至|到|から)\s?(?:the )?")
_WIDEST_GAP = 12


@cache
def _opens() -> re.Pattern[str]:
    """A word right before a moment that makes it the first end of a stretch."""
    words = listed(LANGUAGES, "periods", "between")
    spaced = any_of(word for word in words if word.isascii())
    written_on = any_of(word for word in words if not word.isascii())
    return re.compile(rf"(?:\b{spaced}(?: the)? ?|{written_on})$", re.I)


def read_periods(text: str, lang: str | None, published_on: date | None) -> tuple[Period, ...]:
    """Return the expressions of time in a text, in order, not overlapping.

    ``lang`` None reads all languages. Days are inclusive. Never raises; linear time.
    """
    langs = (lang,) if lang in LANGUAGES else LANGUAGES
    found = [list(_read(text, each)) for each in langs]
    expressions = found[0] if len(found) == 1 else _longest(found)
    return tuple(_period(text, e, published_on) for e in _joined(text, expressions))


def _read(text: str, lang: str) -> Iterator[Expression]:
    return west_grammar(lang).read(text) if lang in ALPHABETIC else east_grammar(lang).read(text)


def _longest(found: Iterable[Iterable[Expression]]) -> list[Expression]:
    """Keep, of expressions that overlap, the one that begins first, then the longest."""
    ordered = sorted((e for each in found for e in each), key=lambda e: (e.start, -e.end))
    kept: list[Expression] = []
    for expression in ordered:
        if not kept or expression.start >= kept[-1].end:
            kept.append(expression)
        elif expression.end - expression.start > kept[-1].end - kept[-1].start:
            kept[-1] = expression
    return kept


def _joined(text: str, expressions: Iterable[Expression]) -> Iterator[Expression]:
    """Join two neighbouring moments that are the ends of one stretch."""
    pending: Expression | None = None
    for expression in expressions:
        if pending is not None:
            both = _pair(text, pending, expression) or _sum(text, pending, expression)
            if both is not None:
                pending = both
                continue
            yield pending
        pending = expression
    if pending is not None:
        yield pending


def _pair(text: str, left: Expression, right: Expression) -> Calendar | None:
    """Join two moments that are the ends of one stretch, None where they are not."""
    if not (isinstance(left, Calendar) and isinstance(right, Calendar)):
        return None
    if left.first is None or right.first is None or left.last is not None or left.edge == "until":
        return None
    if right.start - left.end > _WIDEST_GAP or right.edge == "since":
        return None
    gap = text[left.end : right.start]
    opening = _opens().search(text, max(0, left.start - 14), left.start)
    if not _joins(gap, left, right, opening is not None):
        return None
    return _range(left, right, opening.start() if opening is not None else left.start)


def _joins(gap: str, left: Calendar, right: Calendar, is_opened: bool) -> bool:
    """Whether what stands between two moments makes one stretch of them."""
    joint = gap.strip().removesuffix(" the")
    if left.edge == "since":
        # 2021년부터 2025년까지; 2026年から2028年; from 2021 to 2026
        return not joint and (right.edge == "until" or not gap) or joint in ("to", "a", "al")
    if not gap:
        # 2026年至2028年: the second moment carries the word.
        return right.edge == "until" and left.edge is None
    if _JOIN.fullmatch(gap) is None:
        return False
    if joint == "to" and left.first is not None and right.first is not None:
        return is_opened or left.first.length == right.first.length
    return is_opened or joint not in ("and", "y", "a")


def _sum(text: str, left: Expression, right: Expression) -> Stretch | None:
    """Join "2년 5개월", "two years and six months" into one length."""
    if not (isinstance(left, Stretch) and isinstance(right, Stretch)):
        return None
    gap = text[left.end : right.start] if right.start - left.end <= 5 else "?"
    fits = (
        left.unit == "year"
        and right.unit == "month"
        and right.count is not None
        and right.count < 12
    )
    if not fits or left.count is None or right.count is None or gap.strip() not in ("", "and", "y"):
        return None
    bound = right.bound if left.bound == "exact" else left.bound
    months = left.count * 12 + right.count
    return Stretch(left.start, right.end, months, "month", bound, left.course or right.course)


def _range(left: Calendar, right: Calendar, start: int) -> Calendar:
    first, last = left.first, right.last or right.first
    assert first is not None and last is not None
    # 3월 5일부터 8일까지: what the second end leaves out it takes from the first, and the reverse.
    if last.year is None and last.year_shift is None and not _leans(last):
        last = replace(last, year=first.year, year_shift=first.year_shift)
    if last.month is None and last.day is not None:
        last = replace(last, month=first.month, month_shift=first.month_shift)
    if first.year is None and first.year_shift is None and last.year is not None:
        first = replace(first, year=last.year)
    return Calendar(start, right.end, first, last, None, left.is_about or right.is_about)


def _leans(moment: Moment) -> bool:
    """Whether its place follows from the article's day alone: last month, today, this week."""
    shifts = (moment.month_shift, moment.day_shift, moment.week_shift, moment.quarter_shift)
    return any(shift is not None for shift in shifts)


def _period(text: str, expression: Expression, published_on: date | None) -> Period:
    start, end = expression.start, expression.end
    if isinstance(expression, Stretch):
        kind, months, days = _of_stretch(expression, published_on)
        first, last = days if days is not None else (None, None)
        bound = expression.bound
    else:
        kind, months, first, last = _of_calendar(expression, published_on)
        bound = "about" if expression.is_about else "exact"
    return Period(start, end, text[start:end], kind, months, first, last, bound)


def _of_calendar(
    expression: Calendar, published_on: date | None
) -> tuple[PeriodKind, int | None, date | None, date | None]:
    if expression.first is None:
        return "date", None, None, None
    days = days_of(expression.first, published_on)
    if expression.last is not None:
        return _of_range(expression.first, expression.last, days, published_on)
    first, last = days if days is not None else (None, None)
    if expression.edge == "until":
        return "deadline", None, None, last
    if expression.edge == "before":
        return "deadline", None, None, first - timedelta(days=1) if first is not None else None
    if expression.edge == "since":
        to = published_on if first is not None and published_on is not None else None
        return "interval", None, first, to if to is None or first is None or to >= first else None
    moment = expression.first
    return "date" if _is_date(moment) else "interval", moment.length, first, last


def _is_date(moment: Moment) -> bool:
    """Whether it names one day, week, month or year, and not a part or a month counted from now."""
    leaning = moment.month_shift is not None or moment.year_shift is not None
    month = moment.month is not None or moment.month_shift is not None
    if (
        moment.part is not None
        or moment.half is not None
        or (leaning and month and moment.day is None)
    ):
        return False
    return moment.length in (None, 1, 12)


def _of_range(
    first: Moment, last: Moment, days: Days | None, published_on: date | None
) -> tuple[PeriodKind, int | None, date | None, date | None]:
    ends = days_of(last, published_on)
    if days is not None and ends is not None and days[0] > ends[1] and first.year is None:
        # "from October to last month", told in May: the October before.
        days = days_of(replace(first, year=days[0].year - 1), None)
    if days is None or ends is None or days[0] > ends[1]:
        return "interval", None, None, None
    months = None
    if first.length is not None and last.length is not None:
        months = (ends[1].year - days[0].year) * 12 + ends[1].month - days[0].month + 1
    return "interval", months, days[0], ends[1]


def _of_stretch(
    stretch: Stretch, published_on: date | None
) -> tuple[PeriodKind, int | None, Days | None]:
    count, unit = stretch.count, stretch.unit
    months = None
    if count is not None and unit in MONTHS_IN:
        exact = count * MONTHS_IN[unit]
        months = int(exact) if exact == int(exact) else None
    if stretch.course is None:
        return "duration", months, None
    if stretch.course == "ago":
        return ("date" if count is None else "duration"), months, None
    return "interval", months, _course(stretch, published_on)


def _course(stretch: Stretch, published_on: date | None) -> Days | None:
    """Days of "the next N" and "the past N" units, seen from the article's day."""
    if published_on is None or stretch.count is None:
        return None
    one = timedelta(days=1)
    if stretch.course == "next":
        end = plus(published_on, stretch.count, stretch.unit)
        return (published_on, end - one) if end is not None and end > published_on else None
    begin = plus(published_on, -stretch.count, stretch.unit)
    return (begin + one, published_on) if begin is not None and begin < published_on else None
