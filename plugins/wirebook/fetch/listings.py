"""Lists of articles: feeds, sitemaps, address lists. Bytes in, links out; nothing is fetched here.

XML goes through :mod:`wirebook.fetch.xml` first, which refuses what an attack would need and mends
or drops what is only careless; feedparser, whose loose parser would hand on a part of anything,
sees nothing else.
"""

from __future__ import annotations

import io
import json
from dataclasses import asdict, dataclass
from typing import Protocol
from urllib.parse import urljoin

import feedparser  # type: ignore[import-untyped]

from wirebook.fetch import xml
from wirebook.fetch.base import FetchError

LINKS_TYPE = "application/vnd.wirebook.links+json"
MOST_LINKS = 50_000  # the sitemap protocol's limit for one file
# Elements and attributes: feedparser takes three seconds for so many, expat as long for these.
_FEED_PARTS, _SITEMAP_PARTS = 200_000, 5_000_000
_ENTRY_DEPTH = 2  # of a sitemap: under its root
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


@dataclass(frozen=True, slots=True)
class Link:
    """One listed page, with the time the list gives it (as written), if any."""

    address: str
    listed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list names: pages, and further lists (of a sitemap index).

    ``notes`` say what of it was mended or lost.
    """

    links: tuple[Link, ...]
    children: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        """The list in words, for its outcome."""
        return "; ".join((f"{len(self.links)} pages", *self.notes))

    def as_json(self) -> bytes:
        """Return the list as JSON, for sources whose lists may not be kept as they came."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Listing:
        """Return the list of :meth:`as_json`."""
        found = json.loads(raw)
        links = tuple(Link(**link) for link in found["links"])
        return cls(links, tuple(found["children"]), tuple(found.get("notes", ())))


class Parser(Protocol):
    """What reads a list: its bytes, its address, its charset as served, and the most bytes."""

    def __call__(
        self, raw: bytes, address: str, charset: str | None, max_bytes: int, /
    ) -> Listing: ...


def feed(raw: bytes, address: str, charset: str | None, max_bytes: int) -> Listing:
    """Return the entries of an RSS or Atom feed.

    Raises FetchError (quarantined) for one that :func:`wirebook.fetch.xml.sound` refuses, or that
    is no feed.
    """
    document, parsed = _feed(raw, address, charset, max_bytes)
    links = []
    for entry in parsed.entries[:MOST_LINKS]:
        link = _joined(address, entry.get("link") or "")
        if link is not None:
            links.append(Link(link, entry.get("updated") or entry.get("published")))
    without = len(parsed.entries) - len(links)
    notes = (f"{without} entries without an address",) if without else ()
    return Listing(tuple(links), (), (*document.notes, *notes))


def feed_title(raw: bytes, address: str, charset: str | None, max_bytes: int) -> str | None:
    """Return what a feed calls itself, None where it says nothing. Raises as :func:`feed` does."""
    _, parsed = _feed(raw, address, charset, max_bytes)
    return " ".join(str(parsed.feed.get("title") or "").split()) or None


def _feed(
    raw: bytes, address: str, charset: str | None, max_bytes: int
) -> tuple[xml.Sound, feedparser.FeedParserDict]:
    document = xml.sound(xml.text_of(raw, charset, max_bytes), ("item", "entry"), _FEED_PARTS)
    headers = {"content-location": address, "content-type": "application/xml; charset=utf-8"}
    parsed = feedparser.parse(
        io.BytesIO(document.body),
        response_headers=headers,
        sanitize_html=False,
        resolve_relative_uris=False,
    )
    if parsed.get("bozo"):
        raise _broken(f"the feed does not parse: {type(parsed.get('bozo_exception')).__name__}")
    if not parsed.get("version"):
        raise _broken("not a feed")
    return document, parsed


def sitemap(raw: bytes, address: str, charset: str | None, max_bytes: int) -> Listing:
    """Return the pages of a sitemap or the sitemaps of an index, plain or gzipped.

    Source: sitemaps.org protocol 0.9 and the news extension; the elements of others (images,
    videos) are not the page's. Raises FetchError (quarantined) for one that
    :func:`wirebook.fetch.xml.sound` refuses, that is no sitemap, or lists more than the protocol
    allows.
    """
    document = xml.sound(xml.text_of(raw, charset, max_bytes), ("url", "sitemap"), _SITEMAP_PARTS)
    found = _Sitemap(address)
    xml.walk(document.text, _SITEMAP_PARTS, found)
    if not found.is_sitemap:
        raise _broken("not a sitemap")
    notes = (f"{found.without} entries without an address",) if found.without else ()
    return Listing(tuple(found.links), tuple(found.children), (*document.notes, *notes))


class _Sitemap:
    """Gathers the entries of a sitemap: what stands in them under their own namespace."""

    def __init__(self, base: str) -> None:
        self.links: list[Link] = []
        self.children: list[str] = []
        self.is_sitemap = False
        self.without = 0
        self._base = base
        self._open: list[str] = []
        self._fields: dict[str, str] = {}

    def start(self, name: str) -> None:
        self.is_sitemap |= not self._open and _local(name) in ("urlset", "sitemapindex")
        self._open.append(name)
        if len(self._open) == _ENTRY_DEPTH:
            self._fields = {}

    def end(self, name: str, text: str) -> None:
        self._open.pop()
        space, local = _space(name), _local(name)
        holder = self._open[-1] if self._open else ""
        is_own = len(self._open) == _ENTRY_DEPTH and _space(holder) == space
        if text.strip() and (
            (is_own and local in ("loc", "lastmod"))
            or (space == _NEWS and local == "publication_date")
        ):
            self._fields.setdefault(local, text.strip())
        elif local in ("url", "sitemap") and len(self._open) == _ENTRY_DEPTH - 1:
            self._add(local)

    def _add(self, name: str) -> None:
        location = _joined(self._base, self._fields.get("loc", ""))
        if location is None:
            self.without += 1
        elif name == "sitemap":
            self.children.append(location)
        else:
            dated = self._fields.get("lastmod") or self._fields.get("publication_date")
            self.links.append(Link(location, dated))
        if len(self.links) + len(self.children) > MOST_LINKS:
            raise _broken(f"more than {MOST_LINKS} entries")


def _local(name: str) -> str:
    return name.rpartition(" ")[2].lower()


def _space(name: str) -> str:
    return name.rpartition(" ")[0]


def _joined(base: str, address: str) -> str | None:
    """Return where an address of a list leads, None where it leads nowhere."""
    try:
        return urljoin(base, address.strip()) if address.strip() else None
    except ValueError:
        return address.strip()  # to be refused, by its own name


def addresses(raw: bytes, address: str, charset: str | None, max_bytes: int) -> Listing:
    """Return the addresses of a list, one a line; empty lines and those after # are left out."""
    lines = (line.strip() for line in raw.decode("utf-8", "replace").splitlines())
    links = [Link(line) for line in lines if line and not line.startswith("#")]
    if len(links) > MOST_LINKS:
        raise _broken(f"more than {MOST_LINKS} entries")
    return Listing(tuple(links))


PARSERS: dict[str, Parser] = {"feed": feed, "sitemap": sitemap, "addresses": addresses}


def _broken(reason: str) -> FetchError:
    return FetchError(reason, "quarantined")
