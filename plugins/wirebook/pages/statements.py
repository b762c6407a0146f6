"""What a page states of itself: JSON-LD, meta elements, embedded JSON, its address.

Nothing is inferred: a date is taken only where the page or its address says it, with the outlet's
time zone where the page gives none, and where it stands is kept as evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from wirebook.pages.article import PageDate
from wirebook.pages.source import Tag

_ARTICLE_TYPE = re.compile(r"(?:\w*News\w*|\w*Article|BlogPosting|Report|LiveBlogPosting)")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "publish_date",
    "sailthru.date",
    "parsely-pub-date",
    "dc.date.issued",
    "dcterms.created",
    "article.published",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_NUMERIC = re.compile(
    r"(?P<y>(?:19|20)\d\d)[-./년\s]{1,2}(?P<m>\d{1,2})[-./월\s]{1,2}(?P<d>\d{1,2})일?"
    r"(?:[T\s(]{1,2}(?:[월화수목금토일]\)\s*)?(?P<h>\d{1,2}):(?P<min>\d\d)(?::(?P<s>\d\d))?)?"
    r"(?:\.\d+)?\s*(?P<zone>Z|[+-]\d\d:?\d\d)?"
)
_COMPACT = re.compile(r"(?P<y>(?:19|20)\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)")
_IN_PATH = re.compile(r"/(?P<y>(?:19|20)\d\d)[/-]?(?P<m>[01]\d)[/-]?(?P<d>[0-3]\d)(?=\D|\d{4,}|$)")
_MONTH = re.compile(r"(?P<y>(?:19|20)\d\d)-(?P<m>\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Statements:
    """A page's own title, dates, byline, section, language and address; None where it is silent."""

    title: str | None = None
    published: PageDate | None = None
    modified: PageDate | None = None
    byline: str | None = None
    section: str | None = None
    language: str | None = None
    canonical: str | None = None
    tdm_evidence: str | None = None
    has_article_type: bool = False


def read(page: str, tags: Sequence[Tag], address: str | None, timezone: str | None) -> Statements:
    """Return what the page states; ``timezone`` is used for times that carry none."""
    meta = _meta(tags)
    data = next(_articles(page, tags), {})
    zone = ZoneInfo(timezone) if timezone is not None else None
    published = _first_date(
        [(_text(data.get("datePublished")), "json-ld")]
        + [(meta.get(name), "meta") for name in _PUBLISHED]
        + [(_published_time(tags), "time"), (_address_date(address), "address")],
        zone,
    )
    modified = _first_date(
        [(_text(data.get("dateModified")), "json-ld")]
        + [(meta.get(name), "meta") for name in _MODIFIED],
        zone,
    )
    return Statements(
        title=_first(_text(data.get("headline")), meta.get("og:title"), meta.get("twitter:title")),
        published=published,
        modified=modified,
        byline=_first(
            _name(_names(data.get("author"))),
            _name(meta.get("author")),
            _name(meta.get("article:author")),
        ),
        section=_first(_text(data.get("articleSection")), meta.get("article:section")),
        language=_first(_html_lang(tags), _text(data.get("inLanguage")), meta.get("og:locale")),
        canonical=_first(_link(tags, "canonical"), meta.get("og:url")),
        tdm_evidence=reservation(meta),
        has_article_type=bool(data) or meta.get("og:type") == "article",
    )


def reservation(meta: Mapping[str, str]) -> str | None:
    """Return what in a page's meta elements reserves it from text and data mining, if anything.

    Sources: the TDM Reservation Protocol (W3C community report) and the robots values ``noai``,
    ``noarchive`` and ``nosnippet``.
    """
    if meta.get("tdm-reservation", "").strip() == "1":
        return "meta tdm-reservation"
    for name in ("robots", "wirebook"):
        values = {value.strip().lower() for value in meta.get(name, "").split(",")}
        for value in ("noai", "noarchive", "nosnippet"):
            if value in values:
                return f"meta {name} {value}"
    return None


def parse_date(raw: str, zone: ZoneInfo | None, evidence: str) -> PageDate | None:
    """Return the date that ``raw`` writes, None when it writes none.

    The day is local to ``zone``; a time without an offset is taken to be in it.
    """
    text = raw.strip()[:100]
    moment = _moment(text)
    if moment is not None:
        if moment.tzinfo is None:
            if zone is None:
                return PageDate(moment.date().isoformat(), None, "day", evidence, text)
            moment = moment.replace(tzinfo=zone)
        local = moment.astimezone(zone) if zone is not None else moment
        at = moment.astimezone(UTC).isoformat()
        return PageDate(local.date().isoformat(), at, "day", evidence, text)
    match = _NUMERIC.search(text) or _COMPACT.fullmatch(text) or _IN_PATH.search(text)
    if match is not None:
        day = _day(match)
        return PageDate(day, None, "day", evidence, text) if day is not None else None
    if (month := _MONTH.fullmatch(text)) is not None and 1 <= int(month["m"]) <= 12:
        return PageDate(text, None, "month", evidence, text)
    if _YEAR.fullmatch(text) is not None:
        return PageDate(text, None, "year", evidence, text)
    return None


def _moment(text: str) -> datetime | None:
    """Return a time of day with its date, None where the text has no time."""
    match = _NUMERIC.search(text)
    try:
        if match is not None and match["h"] is not None:
            iso = "{}-{:0>2}-{:0>2}T{:0>2}:{}:{}{}".format(
                match["y"], match["m"], match["d"], match["h"], match["min"],
                match["s"] or "00", match["zone"] or "",
            )  # fmt: skip
            return datetime.fromisoformat(iso)
        if ":" in text and match is None:
            return parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return None


def _day(match: re.Match[str]) -> str | None:
    try:
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return None


def _first_date(
    candidates: Sequence[tuple[str | None, str]], zone: ZoneInfo | None
) -> PageDate | None:
    for raw, evidence in candidates:
        if raw is not None and (found := parse_date(raw, zone, evidence)) is not None:
            return found
    return None


def _address_date(address: str | None) -> str | None:
    if address is None:
        return None
    match = _IN_PATH.search(urlsplit(address).path)
    return match[0] if match is not None else None


def _published_time(tags: Sequence[Tag]) -> str | None:
    times = [tag.attributes for tag in tags if tag.name == "time" and "datetime" in tag.attributes]
    marked = [t for t in times if "publish" in " ".join(t.values()).lower() or "pubdate" in t]
    # Several unmarked times belong to teasers and comments as often as to the article.
    chosen = marked[:1] or (times if len(times) == 1 else [])
    return chosen[0]["datetime"] if chosen else None


def _meta(tags: Sequence[Tag]) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in tags:
        if tag.name == "meta" and "content" in tag.attributes:
            given = tag.attributes
            name = given.get("property") or given.get("name") or given.get("itemprop")
            if name is not None and given["content"].strip():
                found.setdefault(name.strip().lower(), given["content"].strip())
    return found


def _link(tags: Sequence[Tag], rel: str) -> str | None:
    for tag in tags:
        if tag.name == "link" and rel in tag.attributes.get("rel", "").lower().split():
            return tag.attributes.get("href") or None
    return None


def _html_lang(tags: Sequence[Tag]) -> str | None:
    for tag in tags:
        if tag.name == "html":
            return tag.attributes.get("lang") or tag.attributes.get("xml:lang") or None
    return None


def _articles(page: str, tags: Sequence[Tag]) -> Iterator[Mapping[str, Any]]:
    for tag in tags:
        if tag.name == "script" and "ld+json" in tag.attributes.get("type", "").lower():
            try:
                document = json.loads(page[tag.start : tag.end].strip(), strict=False)
            except (ValueError, RecursionError):
                continue
            yield from (node for node in _nodes(document) if _is_article(node))


def _nodes(value: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _nodes(value.get(key), depth + 1)


def _is_article(node: Mapping[str, Any]) -> bool:
    given = node.get("@type")
    types = given if isinstance(given, list) else [given]
    return any(isinstance(t, str) and _ARTICLE_TYPE.fullmatch(t) is not None for t in types)


def _names(value: Any) -> str | None:
    people = value if isinstance(value, list) else [value]
    names = [p.get("name") if isinstance(p, dict) else p for p in people]
    return ", ".join(n.strip() for n in names if isinstance(n, str) and n.strip()) or None


def _name(value: str | None) -> str | None:
    """Return a name; the protocol of ``article:author`` asks for a profile's address instead."""
    return None if value is None or "://" in value else value


def _text(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


def _first(*values: str | None) -> str | None:
    return next((value for value in values if value is not None), None)
