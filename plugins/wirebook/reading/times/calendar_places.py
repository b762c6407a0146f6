"""Places in the calendar, as words give them, and the days they come to.

A moment keeps what was said (a year, "this year", a month, a day of the month, a half ...); the
days follow from it and, where it leans on the article, from the day of publication. Without that
day a leaning moment has none: nothing is guessed.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Unit = Literal["decade", "year", "quarter", "month", "week", "day", "hour", "minute"]
Part = Literal["early", "mid", "late", "within"]
Days = tuple[date, date]

MONTHS_IN: dict[str, int] = {"decade": 120, "year": 12, "quarter": 3, "month": 1}
_DAYS_IN: dict[str, int] = {"week": 7, "day": 1}


@dataclass(frozen=True, slots=True)
class Moment:
    """What an expression says of its place; ``*_shift`` counts from the day of publication."""

    decade: int | None = None
    year: int | None = None
    year_shift: int | None = None
    half: int | None = None
    quarter: int | None = None
    quarter_shift: int | None = None
    month: int | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    day: int | None = None
    day_shift: int | None = None
    weekday: int | None = None
    part: Part | None = None
    # 1: the next one, -1: the last one, 0: the nearest.
    direction: int = 0

    @property
    def length(self) -> int | None:
        """Its length in whole months, None for days, weeks and parts."""
        if self.day is not None or self.day_shift is not None or self.weekday is not None:
            return None
        if self.week_shift is not None:
            return None
        if self.month is not None or self.month_shift is not None:
            return 1
        if self.quarter is not None or self.quarter_shift is not None:
            return 3
        if self.half is not None:
            return 6
        return 120 if self.decade is not None else 12


def plus_months(day: date, months: int) -> date:
    """Return the day some months on, at most the last day of that month.

    Raises ValueError (or OverflowError) outside the years of ``date``.
    """
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plus(day: date, count: float, unit: str) -> date | None:
    """Return the day ``count`` units on; None beyond the calendar or below a day."""
    try:
        if unit in MONTHS_IN:
            months = count * MONTHS_IN[unit]
            return plus_months(day, int(months)) if months == int(months) else None
        return day + timedelta(days=int(count * _DAYS_IN[unit])) if unit in _DAYS_IN else None
    except (ValueError, OverflowError):
        return None


def days_of(moment: Moment, published_on: date | None) -> Days | None:
    """Return the first and the last day of a moment, None where they cannot be known."""
    try:
        return _days_of(moment, published_on)
    except (ValueError, OverflowError):
        return None


def _days_of(moment: Moment, published_on: date | None) -> Days | None:
    if moment.decade is not None:
        return date(moment.decade, 1, 1), date(moment.decade + 9, 12, 31)
    year = moment.year
    if year is None and moment.year_shift is not None and published_on is not None:
        year = published_on.year + moment.year_shift
    if year is None and (published_on is None or moment.year_shift is not None):
        return None
    if year is not None:
        return _in_year(moment, year)
    assert published_on is not None
    return _near(moment, published_on)


def _in_year(moment: Moment, year: int) -> Days | None:
    """Days of a moment whose year is known."""
    if moment.month is not None:
        first = date(year, moment.month, moment.day if moment.day is not None else 1)
        return (first, first) if moment.day is not None else (first, _end_of_month(first))
    if moment.quarter is not None:
        return _stretch(year, moment.quarter * 3 - 2, 3)
    if moment.half is not None:
        return _stretch(year, moment.half * 6 - 5, 6)
    return date(year, 1, 1), date(year, 12, 31)


def _near(moment: Moment, published_on: date) -> Days | None:
    """Days of a moment without a year, seen from the day of publication."""
    if moment.day_shift is not None:
        day = published_on + timedelta(days=moment.day_shift)
        return day, day
    if moment.week_shift is not None or moment.weekday is not None:
        return _week_or_weekday(moment, published_on)
    if moment.month_shift is not None:
        first = plus_months(published_on.replace(day=1), moment.month_shift)
        if moment.day is None:
            return first, _end_of_month(first)
        return first.replace(day=moment.day), first.replace(day=moment.day)
    if moment.quarter_shift is not None:
        first = plus_months(published_on.replace(day=1), 3 * moment.quarter_shift)
        return _stretch(first.year, (first.month - 1) // 3 * 3 + 1, 3)
    if moment.half is not None:
        return _in_year(moment, published_on.year)
    if moment.month is None and moment.day is not None:
        return _nearest(_same_day(moment.day, published_on), published_on, moment.direction)
    years = range(published_on.year - 1, published_on.year + 2)
    found = (_days_or_none(moment, year) for year in years)
    return _nearest((days for days in found if days is not None), published_on, moment.direction)


def _days_or_none(moment: Moment, year: int) -> Days | None:
    try:
        return _in_year(moment, year)
    except ValueError:
        return None


def _same_day(day: int, published_on: date) -> Iterable[Days]:
    """The days of that number in the months around the publication."""
    for months in (-1, 0, 1):
        first = plus_months(published_on.replace(day=1), months)
        if day <= _end_of_month(first).day:
            yield first.replace(day=day), first.replace(day=day)


def _week_or_weekday(moment: Moment, published_on: date) -> Days:
    monday = published_on - timedelta(days=published_on.weekday())
    if moment.week_shift is not None:
        monday += timedelta(weeks=moment.week_shift)
        if moment.weekday is None:
            return monday, monday + timedelta(days=6)
        day = monday + timedelta(days=moment.weekday)
        return day, day
    assert moment.weekday is not None
    # News names the weekday just past, today's included, unless it says "next".
    ahead = (moment.weekday - published_on.weekday()) % 7
    if moment.direction > 0:
        day = published_on + timedelta(days=ahead if ahead else 7)
    else:
        day = published_on - timedelta(days=(7 - ahead) % 7)
    return day, day


def _nearest(found: Iterable[Days], published_on: date, direction: int) -> Days | None:
    """Return the days whose middle is nearest, on the asked side, the earlier at a tie."""
    ordered = sorted(found)
    if direction > 0:
        ordered = [days for days in ordered if days[1] >= published_on][:1] or ordered
    elif direction < 0:
        ordered = [days for days in ordered if days[0] <= published_on][-1:] or ordered
    return min(
        ordered,
        key=lambda days: abs((days[0] - published_on).days * 2 + (days[1] - days[0]).days),
        default=None,
    )


def _stretch(year: int, month: int, months: int) -> Days:
    first = date(year, month, 1)
    return first, _end_of_month(plus_months(first, months - 1))


def _end_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
