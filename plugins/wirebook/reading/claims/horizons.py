"""The period that an amount is for: "over the next three years", "by 2030", "지난달에만"."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from wirebook.reading.claims.page import Page, Sentence
from wirebook.reading.model import FactType, Modality, Money, Period

_AHEAD: frozenset[Modality] = frozenset({"committed", "planned", "forecast"})
# A growth rate's span or a comparison is not the amount's period.
_RATE = re.compile(
    r"(?:compound annual growth|growth rate|CAGR|compared (?:to|with)|up from|from|between)"
    r"[^.;]{0,50}$"
    r"|(?:연평균)[^.]{0,20}$",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"\s?(?:보다|대비|같은 기간|동기)")
_PAST_WORD = re.compile(
    r"\b(?:last|previous|ago|past|earlier|since|today|yesterday)\b|지난|작년|전년|전날|어제|오늘|최근|\d전$",
    re.IGNORECASE,
)


class Horizon(NamedTuple):
    """First and last day, inclusive, and the length in months, each where the text tells."""

    start: date | None = None
    end: date | None = None
    months: int | None = None


def horizon(
    page: Page, sentence: Sentence, money: Money, kind: FactType, mood: Modality
) -> Horizon:
    """Return the period that the amount's clause names, the nearest one that fits the modality."""
    usable = [
        p
        for p in page.between(page.periods, sentence.start, sentence.end)
        if _fits(page, p, money, mood, kind)
    ]
    best = min(usable, key=lambda p: _distance(page, p, money), default=None)
    if best is None or (best.start > money.end and _elsewhere(page, money.end, best.start)):
        return Horizon()
    return Horizon(best.from_, best.to, months_of(best))


def _fits(page: Page, period: Period, money: Money, mood: Modality, kind: FactType) -> bool:
    if _RATE.search(page.text[max(0, period.start - 70) : period.start]) is not None and (
        page.text[max(0, period.start - 4) : period.start].strip(" (") != ""
        or period.start > money.end
    ):
        if period.kind != "deadline":
            return False
    if _COMPARED.match(page.text, period.end) is not None or not _is_long(period):
        return False
    if mood in _AHEAD:
        if period.to is not None and page.published_on is not None:
            return period.to >= page.published_on
        return _PAST_WORD.search(period.surface) is None
    return True


def _is_long(period: Period) -> bool:
    """Tell whether the period is a month or more: single days are when something was said."""
    if period.from_ is not None and period.to is not None:
        return (period.to - period.from_) >= timedelta(days=27)
    if period.kind in ("interval", "duration"):
        return period.months is not None and period.months > 0
    return period.kind == "deadline" or (period.kind == "date" and months_of(period) is not None)


def months_of(period: Period) -> int | None:
    """Return a period's length in whole months; None for a deadline or where it is none."""
    if period.kind == "deadline":
        return None
    if period.months is not None:
        return period.months
    if period.from_ is None or period.to is None:
        return None
    after = period.to + timedelta(days=1)
    months = (after.year - period.from_.year) * 12 + after.month - period.from_.month
    return months if months > 0 else None


def _distance(page: Page, period: Period, money: Money) -> int:
    low, high = sorted((period.start, money.start))
    gap = page.text[low:high]
    between = len(page.between(page.money, low + 1, high))
    return len(gap) + 60 * between + 25 * gap.count(",")


_CLAUSE = re.compile(
    r"[;]|,\s(?:and|while|but|representing|with)\b|[다]고\s|(?:지만|으나)\s|[며고],\s"
)


def _elsewhere(page: Page, start: int, end: int) -> bool:
    """Tell whether a new clause or another amount stands between an amount and a later period."""
    if _CLAUSE.search(page.text, start, end) is not None:
        return True
    return any(m.restates is None for m in page.between(page.money, start, end))
