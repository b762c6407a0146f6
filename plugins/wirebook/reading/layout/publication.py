"""The title of a page and the day it says it was published.

A day is exact only where the page itself prints it as the article's own: with a label, on a line
of its own above the text, beside the byline, or in the dateline. A forum's list of posts gives an
upper bound: the page's own row, else the newest row. Teasers, comments, updates and deadlines give
nothing, and nothing is invented: without such a date the article stays undated.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from wirebook.reading.languages import LANGUAGES
from wirebook.reading.layout.board_rows import BoardRow, is_header, read_rows
from wirebook.reading.lexicons import merged
from wirebook.reading.model import Publication, Zone
from wirebook.reading.times.printed_dates import PrintedDate, month_numbers, printed_dates

# How far before a date its label may stand, in characters.
_REACH = 24
# A dateline opens its paragraph: place, date, agency, dash.
_DATELINE = 110
_BEFORE_DATELINE = re.compile(
    r"(?:[\[(（【〔][^\])）】〕]{0,60}"
    r"|(?!On |In |As |By |From |Since |Until |After |Before )[A-Z][\w .,'’/-]{0,60}"
    r"|[^\sA-Za-z。，.!?]{1,24})?(?:[)）\]]\s*)?$"
)
_AFTER_DATELINE = re.compile(
    r"(?:[)）】〕\]]|[电電]|\s*(?:/[^/\n]{2,40}/|\([^)\n]{2,40}\))?\s*(?:--|[-–—=])\s*(?![0-9\s]))"
)
_FURNITURE_LIMIT = 300
# Characters: a shorter line above a date is a byline, a desk or a slogan.
_TEXT_WIDTH = 30
_FURNITURE = ("navigation", "credit", "title", "speaker_label")
# What may stand between a date and a label after it: a time of day, an hour word, marks.
_CLOCK_BETWEEN = re.compile(r"[\s0-9:.,|TZ+시분]*")


@dataclass(frozen=True, slots=True)
class _Found:
    rank: int
    day: date
    evidence: str


def read_title(text: str, zones: Sequence[Zone], lang: str | None) -> str | None:
    """Return the article's title as printed: its line, else the page's own row in a list."""
    for zone in zones:
        if zone.zone == "title" and zone.keep:
            return text[zone.start : zone.end].lstrip("# ").strip() or None
    own = next((row for row, _ in _rows(text, zones) if row.is_own), None)
    return own.title or None if own is not None else None


def read_publication(text: str, zones: Sequence[Zone], lang: str | None) -> Publication:
    """Return when the page says its article was published, and the characters that say it.

    ``published_on`` needs a printed day; ``published_not_after`` comes from a list of posts, or
    from a printed month or year. A day later than the page's own row is a crawl's, not the
    article's. Never raises; the evidence is always a part of the text.
    """
    rows = list(_rows(text, zones))
    bound = _bound(rows)
    own = bound[0] if bound is not None and any(row.is_own for row, _ in rows) else None
    found = [f for f in _candidates(text, zones) if own is None or f.day <= own]
    if found:
        best = min(found, key=lambda f: f.rank)
        return Publication(best.day, None, "day", best.evidence)
    if bound is not None:
        return Publication(None, bound[0], "not_after", bound[1])
    return _month_or_year(text, zones)


def _rows(text: str, zones: Sequence[Zone]) -> Iterator[tuple[BoardRow, str]]:
    lines = [text[z.start : z.end] for z in zones if z.zone == "board_list"]
    lines = [line for line in lines if not is_header(line)]
    yield from zip(read_rows(lines), lines, strict=True)


def _bound(rows: Sequence[tuple[BoardRow, str]]) -> tuple[date, str] | None:
    """Return the day before which the page existed: its own row's, else the newest row's."""
    dated = [(row.day, line, row.is_own) for row, line in rows if row.day is not None]
    own = [(day, line) for day, line, is_own in dated if is_own]
    if own:
        return own[0]
    newest = max((day for day, _, _ in dated), default=None)
    return next(((day, line) for day, line, _ in dated if day == newest), None)


def _candidates(text: str, zones: Sequence[Zone]) -> Iterator[_Found]:
    """Yield days printed as the article's, the surest kinds with the lowest rank."""
    first_body = _first_text(zones, len(text))
    for zone in zones:
        line = text[zone.start : zone.end]
        if zone.zone in _FURNITURE and len(line) <= _FURNITURE_LIMIT:
            yield from _on_line(line, zone.start <= first_body)
        elif zone.start == first_body:
            yield from _in_dateline(line)


def _first_text(zones: Sequence[Zone], end: int) -> int:
    """Return where the first line of text begins; a bare name above the date is none."""
    body = [z for z in zones if z.zone == "body" and z.keep]
    wide = (z.start for z in body if z.end - z.start >= _TEXT_WIDTH)
    return next(wide, body[0].start if body else end)


def _on_line(line: str, is_above: bool) -> Iterator[_Found]:
    """Yield the dates of a line of furniture: labelled anywhere, bare only above the article."""
    after = 0
    for printed in printed_dates(line):
        kind, start = _label(line, printed, after)
        after = printed.end
        if kind == "published":
            yield _Found(0, printed.day, line[start : printed.end])
        elif kind is None and is_above:
            yield _Found(2, printed.day, line[printed.start : printed.end])


def _label(line: str, printed: PrintedDate, after: int) -> tuple[str | None, int]:
    """Return what a date on a line is the date of, and where its words begin.

    The nearest label before it counts, else the one that follows it (and its time of day).
    """
    low = max(after, printed.start - _REACH)
    before = [m for m in _labels().finditer(line, low, printed.start)]
    if before:
        return _label_kinds()[before[-1].group().casefold()], before[-1].start()
    gap = _CLOCK_BETWEEN.match(line, printed.end)
    following = _labels().match(line, gap.end() if gap is not None else printed.end)
    if following is not None:
        return _label_kinds()[following.group().casefold()], printed.start
    return None, printed.start


@lru_cache(maxsize=1)
def _label_kinds() -> dict[str, str]:
    listed = merged(LANGUAGES, "dates")
    return {
        word.casefold(): kind
        for kind in ("published", "updated", "other")
        for word in listed.get(kind, ())
    }


@lru_cache(maxsize=1)
def _labels() -> re.Pattern[str]:
    listed = sorted(_label_kinds(), key=len, reverse=True)
    return re.compile(
        "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in listed), re.I
    )


def _in_dateline(line: str) -> Iterator[_Found]:
    """Yield the day of a dateline: "SEOUL, Feb. 22, 2025 --" before the first sentence."""
    for printed in printed_dates(line, 0, min(len(line), _DATELINE)):
        opens = _BEFORE_DATELINE.match(line[: printed.start]) is not None
        if opens and _AFTER_DATELINE.match(line, printed.end) is not None:
            yield _Found(1, printed.day, line[: printed.end].lstrip("[(（【〔"))
        return


def _month_or_year(text: str, zones: Sequence[Zone]) -> Publication:
    """Read a month or a year that stands alone above the article, as magazines print it."""
    for zone in zones[:12]:
        match = _month_pattern().fullmatch(text, zone.start, zone.end)
        if match is None:
            continue
        year = int(match["y1"] or match["y2"] or match["y3"])
        name = match["m1"] or match["m2"]
        if name is None:
            return Publication(None, date(year, 12, 31), "year", match.group())
        month = int(name) if name.isdigit() else month_numbers()[name.casefold()]
        if 1 <= month <= 12:
            last = calendar.monthrange(year, month)[1]
            return Publication(None, date(year, month, last), "month", match.group())
    return Publication()


@lru_cache(maxsize=1)
def _month_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(month_numbers(), key=len, reverse=True))
    labels = "|".join(re.escape(w) for w, kind in _label_kinds().items() if kind == "published")
    year = "(?:19|20)[0-9]{2}"
    return re.compile(
        rf"(?:(?:{labels})\s*[:：]?\s*)?(?:(?P<m1>{names}),? (?:de )?(?P<y1>{year})"
        rf"|(?P<y2>{year})[년年.-]\s?(?P<m2>[01]?[0-9])[월月]?호?号?|(?P<y3>{year}))",
        re.I,
    )
