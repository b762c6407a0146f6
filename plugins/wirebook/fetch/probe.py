"""What an address offers: the list behind it, what the site allows, and how its pages read.

For the person who adds a source or asks why one brings nothing. It asks as the fetch does (guard,
pace, robots, limits) and keeps nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal
from urllib.parse import urljoin

from wirebook.fetch import guard, listings, reservations
from wirebook.fetch.base import FetchError, foreign
from wirebook.fetch.http import Client, Response
from wirebook.fetch.listings import Link, Listing
from wirebook.fetch.robots import Robots
from wirebook.pages.article import Article, ArticleError
from wirebook.pages.extract import extract

ListKind = Literal["feed", "sitemap"]
_KINDS: tuple[ListKind, ...] = ("feed", "sitemap")
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
# A page may name many feeds (one a section); so many are shown.
_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Look:
    """One page that was asked for: the article it holds, or why there is none."""

    address: str
    article: Article | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Probe:
    """What stands behind an address.

    ``kind`` is None where no list does. ``named`` are the lists that a page or its robots.txt names
    when the address is a page. ``outlet`` is the site's own name for itself, where it has one;
    ``reserved`` where the list or its site reserves it from text and data mining; ``delay`` the
    seconds between two requests that its robots.txt asks for.
    """

    address: str
    kind: ListKind | None
    listing: Listing
    outlet: str | None = None
    named: tuple[tuple[ListKind, str], ...] = ()
    reserved: str | None = None
    delay: float = 0.0


class Prober:
    """Asks one site, politely."""

    def __init__(self, client: Client, max_bytes: int, local: guard.Local = False) -> None:
        self._client = client
        self._robots = Robots(client)
        self._max_bytes = max_bytes
        self._local = local

    def probe(self, address: str) -> Probe:
        """Return what stands behind ``address``. Raises FetchError where nothing can be had."""
        response = self._get(address)
        for kind in _KINDS:
            try:
                return self._listed(kind, response)
            except FetchError as error:
                # A list of this kind with a fault of its own is worth more than "no list".
                why = error
                if kind == "feed" and _is_list(response):
                    continue
        if _is_list(response):
            raise why
        page = _Head(response)
        named = [*page.feeds, *(("sitemap", a) for a in self._robots.sitemaps(response.address))]
        return Probe(
            response.address,
            None,
            Listing(()),
            outlet=page.outlet,
            named=tuple(dict.fromkeys(named))[:_MOST_NAMED],
            delay=self._robots.delay(response.address),
        )

    def read(self, kind: ListKind, address: str) -> Probe:
        """Return the list of one kind at ``address``. Raises FetchError where there is none."""
        return self._listed(kind, self._get(address))

    def first_pages(self, probe: Probe, most: int) -> list[Link]:
        """Return the first pages of a list; of a list of lists, those of its last ones."""
        links, queue = list(probe.listing.links), list(probe.listing.children)
        while not links and queue:
            child = queue.pop()  # the newest stands last where they are by month
            try:
                found = self._listed("sitemap", self._get(child))
            except FetchError:
                continue
            links = list(found.listing.links)
            queue = list(found.listing.children) or queue
        dated = all(link.listed_at for link in links)
        if dated:
            links.sort(key=lambda link: link.listed_at or "", reverse=True)
        return links[:most]

    def look(self, link: Link, timezone: str | None = None) -> Look:
        """Ask for one page and read it; what goes wrong is said, never raised."""
        try:
            response = self._get(link.address)
            with foreign("the page"):
                article = extract(
                    response.body,
                    response.content_type,
                    response.declared_encoding,
                    address=response.address,
                    timezone=timezone,
                )
        except FetchError as error:
            cause = error.__cause__
            why = cause.reason if isinstance(cause, ArticleError) else error.reason
            return Look(link.address, why=why)
        return Look(link.address, article)

    def _get(self, address: str) -> Response:
        address = guard.check_address(address, local=self._local)
        self._robots.check(address)
        delay = self._robots.delay(address)
        response = self._client.get(address, delay=delay, allowed=self._robots.check)
        if response.status != 200:
            raise FetchError(f"status {response.status}")
        return response

    def _listed(self, kind: ListKind, response: Response) -> Probe:
        given = response.body, response.address, response.declared_encoding, self._max_bytes
        with foreign("the list"):
            listing = listings.PARSERS[kind](*given)
        said = None
        if not reservations.is_waived(response.headers):
            said = reservations.of_headers(response.headers) or reservations.of_list(response.body)
            said = said or self._robots.reservation(response.address)
        return Probe(
            response.address,
            kind,
            listing,
            outlet=listings.feed_title(*given) if kind == "feed" else None,
            reserved=said,
            delay=self._robots.delay(response.address),
        )


def _is_list(response: Response) -> bool:
    start = response.body[:1_000].lstrip().lower()
    return any(mark in start for mark in (b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex"))


class _Head(HTMLParser):
    """A page's own name and the feeds that it names, out of its head."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.outlet: str | None = None
        self.feeds: list[tuple[ListKind, str]] = []
        self._address = response.address
        charset = response.declared_encoding or "utf-8"
        try:
            text = response.body.decode(charset, "replace")
        except LookupError:
            text = response.body.decode("utf-8", "replace")
        with foreign("the page"):
            self.feed(text)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Take what a link or meta element says."""
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and given.get("property") == "og:site_name":
            self.outlet = self.outlet or given.get("content", "").strip() or None
        rel, kind = given.get("rel", "").lower().split(), given.get("type", "").lower()
        if tag == "link" and "alternate" in rel and kind in _FEED_TYPES and given.get("href"):
            try:
                self.feeds.append(("feed", urljoin(self._address, given["href"].strip())))
            except ValueError:
                return  # no address that anyone could ask for
