"""Full calendar dates as pages print them: ISO, dotted, CJK and month names, in every language.

A page in one language often carries its date in another, so all forms are read everywhere. Only
complete dates (year, month, day) are read here; months, years and relative days are periods.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import lexicon


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A printed day and its span."""

    start: int
    end: int
    day: date


@lru_cache(maxsize=1)
def month_numbers() -> dict[str, int]:
    """Return month names of all languages, lower case, with their numbers."""
    numbers: dict[str, int] = {}
    for lang in LANGUAGES:
        for number, names in enumerate(lexicon(lang, "dates").get("months", ()), start=1):
            for name in names:
                numbers.setdefault(name, number)
    return numbers


@lru_cache(maxsize=1)
def date_pattern() -> re.Pattern[str]:
    """Return the pattern of a full date; its groups are read by :func:`day_of`."""
    names = sorted(month_numbers(), key=len, reverse=True)
    spelled = "|".join(
        re.escape(form) for name in names for form in (name, name.title(), name.upper())
    )
    year, month, day = "(?:19|20)[0-9]{2}", "[01]?[0-9]", "[0-3]?[0-9]"
    gap = "[ \u3000]?"
    return re.compile(
        r"(?<![0-9])(?:"
        # 2025-02-22, 2025/02/22
        rf"(?P<y1>{year})(?:(?P<sep>[-/‐–])(?P<m1>{month})(?P=sep)(?P<d1>{day})(?![0-9])"
        # 2025.02.22, 2025. 2. 22., but not the version 2025.1.22.3
        rf"|\. ?(?P<m2>{month})\. ?(?P<d2>{day})(?![0-9]|\.[0-9])"
        # 2025年2月22日, 2025년 2월 22일
        rf"|{gap}[年년]{gap}(?P<m3>{month}){gap}[月월]{gap}(?P<d3>{day}){gap}[日일号號])"
        # 22/02/2025, 22.02.2025
        rf"|(?P<d4>{day})(?P<sep2>[./-])(?P<m4>[0-3]?[0-9])(?P=sep2)(?P<y4>{year})(?![0-9])"
        # 22 February 2025, 22nd of February, 2025, 22 de febrero de 2025
        rf"|(?P<d5>{day})(?:st|nd|rd|th|º)?(?:[ \u00a0-]| de | of )"
        rf"(?P<m5>{spelled}),?(?:[ \u00a0-]| de | del )(?P<y5>{year})(?![0-9]))"
        # February 22, 2025
        rf"|\b(?P<m6>{spelled})[ \u00a0](?P<d6>{day})(?:st|nd|rd|th)?,?[ \u00a0]"
        rf"(?P<y6>{year})(?![0-9])"
    )


def day_of(match: re.Match[str]) -> date | None:
    """Return the day of a match of :func:`date_pattern`, None where there is no such day."""
    group = match.groupdict()
    year = group["y1"] or group["y4"] or group["y5"] or group["y6"]
    month = group["m1"] or group["m2"] or group["m3"] or group["m4"] or group["m5"] or group["m6"]
    day = group["d1"] or group["d2"] or group["d3"] or group["d4"] or group["d5"] or group["d6"]
    number = int(month) if month.isdigit() else month_numbers()[month.lower()]
    if group["m4"] is not None:
        if number > 12:
            number, day = int(day), month
        elif group["sep2"] == "/" and int(day) <= 12 and int(day) != number:
            # 02/03/2025 is a day in February or in March, and nothing tells which.
            return None
    try:
        return date(int(year), number, int(day))
    except ValueError:
        return None


def printed_dates(text: str, start: int = 0, end: int | None = None) -> Iterator[PrintedDate]:
    """Yield the full dates of ``text[start:end]`` in order. Never raises, linear time."""
    stop = len(text) if end is None else end
    for match in date_pattern().finditer(text, start, stop):
        day = day_of(match)
        if day is not None:
            yield PrintedDate(match.start(), match.end(), day)
