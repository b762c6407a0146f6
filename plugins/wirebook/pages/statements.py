"""What a page states of itself: JSON-LD, meta elements, embedded JSON, its address.

Nothing is inferred: a date is taken only where the page or its address says it, with the outlet's
time zone where the page gives none, and where it stands is kept as evidence.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from wirebook.pages import addresses
from wirebook.pages.article import PageDate
from wirebook.pages.dates import IN_PATH, parse_date
from wirebook.pages.regions import Region
from wirebook.pages.source import Tag, compact, element_text
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import merged

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
    "dc.date",
    "dc.date.created",
    "dc.date.published",
    "dcterms.created",
    "dcterms.issued",
    "dcterms.date",
    "article.published",
    "article.created",
    "article_date_original",
    "originalpublicationdate",
    "publication_date",
    "publicationdate",
    "published_time",
    "datecreated",
    "citation_publication_date",
    "cxenseparse:recs:publishtime",
    "vf:published_time",
    "bt:pubdate",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
)
# What older pages wrap a script in, so that readers of XML pass over it.
_WRAPPING = re.compile(r"\s*(?://|/\*)?\s*(?:<!\[CDATA\[|\]\]>|<!--|-->)\s*(?:\*/)?\s*")
_LABEL_REACH = 120
_MARKUP = re.compile(r"<[^<>]*>|<[^<>]*\Z|\A[^<>]*>")
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


def read(
    page: str,
    tags: Sequence[Tag],
    address: str | None,
    timezone: str | None,
    parts: Sequence[Region] = (),
) -> Statements:
    """Return what the page states; ``timezone`` is used for times that carry none.

    ``parts`` are its regions: what stands in comments and teasers is not of the article.
    """
    meta = _meta(tags)
    nodes = list(_linked_data(page, tags))
    data = _own(nodes, _Self.of(page, tags, meta, address))
    dated = data or next((n for n in nodes if n.get("@type") == "WebPage"), {})
    zone = ZoneInfo(timezone) if timezone is not None else None
    published = _first_date(
        [(_text(dated.get("datePublished")), "json-ld")]
        + [(meta.get(name), "meta") for name in _PUBLISHED]
        + [(_published_time(page, tags, parts), "time"), (_address_date(address), "address")],
        zone,
    )
    modified = _first_date(
        [(_text(dated.get("dateModified")), "json-ld")]
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
    match = IN_PATH.search(urlsplit(address).path)
    return match[0] if match is not None else None


def _published_time(page: str, tags: Sequence[Tag], parts: Sequence[Region]) -> str | None:
    """Return the time element that is the article's: marked as such, or the only one."""
    times = [
        tag.attributes
        for tag in tags
        if tag.name == "time" and "datetime" in tag.attributes
        if not any(part.start <= tag.start < part.end for part in parts)
        if not _is_update(page, tag)
    ]
    marked = [t for t in times if "publish" in " ".join(t.values()).lower() or "pubdate" in t]
    # Several unmarked times belong to teasers and comments as often as to the article.
    chosen = marked[:1] or (times if len(times) == 1 else [])
    return chosen[0]["datetime"] if chosen else None


def _is_update(page: str, tag: Tag) -> bool:
    """Tell whether a time is called an update, by its attributes or by the words before it."""
    words = " ".join(
        tag.attributes.get(name, "") for name in ("class", "id", "itemprop", "title", "data-type")
    )
    if re.search("updated|modified", words, re.IGNORECASE) is not None:
        return "publish" not in words.lower()
    start = page.rfind("<time", 0, tag.start)
    before = re.sub(
        r"<[^<>]*>|<[^<>]*\Z|\A[^<>]*>", " ", page[max(0, start - _LABEL_REACH) : start]
    )
    return _update_label().search(before.rstrip(" \t\r\n:：·|-[(")) is not None


@cache
def _update_label() -> re.Pattern[str]:
    words = sorted(merged(LANGUAGES, "dates").get("updated", ()), key=len, reverse=True)
    return re.compile(
        "(?:"
        + "|".join(rf"\b{re.escape(w)}" if w.isascii() else re.escape(w) for w in words)
        + ")$",
        re.IGNORECASE,
    )


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


def _linked_data(page: str, tags: Sequence[Tag]) -> Iterator[Mapping[str, Any]]:
    for tag in tags:
        if tag.name == "script" and "ld+json" in tag.attributes.get("type", "").lower():
            try:
                document = json.loads(_unwrapped(page[tag.start : tag.end]), strict=False)
            except (ValueError, RecursionError):
                continue
            yield from _nodes(document)


def _unwrapped(script: str) -> str:
    text = script.strip()
    while (match := _WRAPPING.match(text)) is not None and match.end():
        text = text[match.end() :]
    ends = [m.start() for m in _WRAPPING.finditer(text, max(0, len(text) - 40))]
    tail = text[ends[0] :] if ends else ""
    return text[: ends[0]] if ends and not _WRAPPING.sub("", tail).strip(" ;\n\r\t") else text


@dataclass(frozen=True, slots=True)
class _Self:
    """What a page is called outside its linked data: its addresses and titles."""

    base: str
    addresses: frozenset[str]
    titles: tuple[str, ...]

    @classmethod
    def of(
        cls, page: str, tags: Sequence[Tag], meta: Mapping[str, str], address: str | None
    ) -> _Self:
        base = address or meta.get("og:url") or _link(tags, "canonical") or ""
        given = (address, meta.get("og:url"), _link(tags, "canonical"))
        shown = [element_text(page, tag) for tag in tags if tag.name in ("h1", "title")]
        titles = (meta.get("og:title"), meta.get("twitter:title"), *shown)
        return cls(
            base,
            frozenset(_addresses(base, (text for text in given if text))),
            tuple(compact(text).casefold() for text in titles if text),
        )

    def score(self, node: Mapping[str, Any]) -> int:
        """Return how surely a node is about this page; below zero it is about another one."""
        found = 0
        page = node.get("mainEntityOfPage")
        inner = page if isinstance(page, dict) else {"@id": page}
        given = (node.get("url"), node.get("@id"), inner.get("@id"), inner.get("url"))
        named = set(_addresses(self.base, (text for text in given if isinstance(text, str))))
        if named and self.addresses:
            is_own = bool(named & self.addresses)
            # A declared address may be another site's, as of copies; only an article's tells.
            is_other = any(map(addresses.names_an_article, named)) or len(self.addresses) > 1
            found += 4 if is_own else -2 if is_other else 0
        headline = compact(_text(node.get("headline")) or "").casefold()
        if headline and self.titles:
            found += 3 if any(headline in title for title in self.titles) else 0
        return found


def _addresses(base: str, given: Iterable[str]) -> Iterator[str]:
    for text in given:
        try:
            yield addresses.canonical(urljoin(base, text.strip().partition("#")[0]))
        except ValueError:
            continue


def _own(nodes: Sequence[Mapping[str, Any]], page: _Self) -> Mapping[str, Any]:
    """Return the article's own node, nothing where every one is about another page."""
    articles = [node for node in nodes if _is_article(node)]
    best = max(articles, key=page.score, default={})
    return best if not best or page.score(best) >= 0 else {}


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
