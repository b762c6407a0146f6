"""Dates as pages write them in their markup: ISO with every kind of zone, compact, in words.

Nothing is inferred: a day comes from the text alone, and a time without an offset is taken to be in
the outlet's zone. A zone's letters (BST, EST, CST) name several zones each, so a time with them is
left out and its day kept as printed; only UTC's own names are offsets.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

from wirebook.pages.article import PageDate
from wirebook.reading.times.printed_dates import printed_dates

IN_PATH = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-]?(?P<m>[01]\d)[/-]?(?P<d>[0-3]\d)(?=\D|\d{4,}|$)")
_HALVES = "오전|오후|午前|午後|上午|下午|[AaPp]\\.?[Mm]\\.?"
_DAY = (
    r"(?P<y>(?:19|20)\d\d)\s?[-./년年]\s{0,2}(?P<m>\d{1,2})\s?[-./월月]\s{0,2}"
    r"(?P<d>\d{1,2})(?!\d)\s?[일日]?"
)
_WEEKDAY = r"\(?[월화수목금토일月火水木金土](?:요일|曜日?)?\)?"
_CLOCK = (
    rf"(?:(?P<before>{_HALVES})\s?)?(?P<h>\d{{1,2}})\s?[:시時点]\s?(?P<min>\d\d)?\s?분?分?"
    rf"(?:\s?:?(?P<s>\d\d)[초秒]?)?(?:[.,]\d+)?\s?(?P<after>{_HALVES})?"
)
_ZONE = (
    r"(?P<zone>Z\b|(?:GMT|UTC)\s?[+-]\d{1,2}(?::?\d\d)?(?!\d)|[+-]\d\d(?::?\d\d)?(?!\d)"
    r"|(?:GMT|UTC)\b)"
)
_LETTERS = re.compile(r"\s*\(?([A-Z]{2,5})\b")
_NUMERIC = re.compile(
    rf"{_DAY}\.?(?:[T,\s]{{0,2}}(?:{_WEEKDAY}\s*)?(?:(?<=[T,\s)日일]){_CLOCK})\s*{_ZONE}?)?"
)
_COMPACT = re.compile(
    r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)"
    r"(?:[T ]?(?P<h>[0-2]\d):?(?P<min>[0-5]\d):?(?P<s>[0-5]\d)?\s*"
    r"(?P<zone>Z|[+-]\d\d(?::?\d\d)?)?)?"
)
_MONTH = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LONGEST = 100


def parse_date(raw: str, zone: ZoneInfo | None, evidence: str) -> PageDate | None:
    """Return the date that ``raw`` writes, None when it writes none.

    The day is local to ``zone``; a time without an offset is taken to be in it.
    """
    text = raw.strip()[:_LONGEST]
    match = _NUMERIC.search(text) or _COMPACT.fullmatch(text)
    moment = _moment(match) if match is not None else _in_mail_form(text)
    if moment is not None and _is_sure(moment, text, match, zone):
        if moment.tzinfo is None:
            if zone is None:
                return PageDate(moment.date().isoformat(), None, "day", evidence, text)
            moment = moment.replace(tzinfo=zone)
        try:
            local = moment.astimezone(zone) if zone is not None else moment
            at = moment.astimezone(UTC).isoformat()
        except OverflowError:  # the first or last day of the calendar
            return None
        return PageDate(local.date().isoformat(), at, "day", evidence, text)
    day = _day(match or IN_PATH.search(text)) or _in_words(text)
    if day is not None:
        return PageDate(day, None, "day", evidence, text)
    if (month := _MONTH.fullmatch(text)) is not None and 1 <= int(month["m"]) <= 12:
        return PageDate(text, None, "month", evidence, text)
    if _YEAR.fullmatch(text) is not None:
        return PageDate(text, None, "year", evidence, text)
    return None


def _is_sure(
    moment: datetime, text: str, match: re.Match[str] | None, zone: ZoneInfo | None
) -> bool:
    """Tell whether no letters of a zone follow a time, but those of the outlet's own."""
    letters = _LETTERS.match(text, match.end()) if match is not None else None
    if letters is None or moment.tzinfo is not None:
        return True
    return zone is not None and moment.replace(tzinfo=zone).tzname() == letters[1]


def _moment(match: re.Match[str]) -> datetime | None:
    """Return a time of day with its date, None where the text has no time."""
    given = match.groupdict()
    if given["h"] is None or given["min"] is None:
        return None
    hour = _hour(int(given["h"]), given.get("before") or given.get("after") or "")
    zone = re.sub(r"GMT|UTC|\s", "", given["zone"] or "")
    if given["zone"] is not None:
        zone = re.sub(r"(?<=[+-])(\d)(?!\d)", r"0\1", zone) or "Z"
    try:
        return datetime.fromisoformat(
            f"{given['y']}-{given['m']:0>2}-{given['d']:0>2}T{hour:0>2}:{given['min']}"
            f":{given['s'] or '00'}{zone}"
        )
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str) -> int:
    if not half or hour > 12:
        return hour
    is_late = half[0] in "Pp" or half in ("오후", "午後", "下午")
    return hour % 12 + 12 * is_late


def _in_mail_form(text: str) -> datetime | None:
    """Return the moment of RFC 5322, with an offset or UTC's name; letters tell no zone here."""
    if ":" not in text or re.search(r"(?:[+-]\d{4}|GMT|UTC|\d)\s*(?:\(\w+\))?$", text) is None:
        return None
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _day(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return None


def _in_words(text: str) -> str | None:
    found = next(printed_dates(text), None)
    return None if found is None else found.day.isoformat()
