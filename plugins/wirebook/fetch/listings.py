"""Lists of articles: feeds, sitemaps, address lists. Bytes in, links out; nothing is fetched here.

XML is hostile until shown otherwise: a document type or entity declaration is refused before any
parser sees it, in whatever encoding it is written, and a feed that does not parse whole is
quarantined, because feedparser would otherwise hand on the part that its loose parser found.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass
from urllib.parse import urljoin
from xml.etree.ElementTree import ParseError

import feedparser  # type: ignore[import-untyped]
from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import iterparse  # type: ignore[import-untyped]

from wirebook.fetch import codings
from wirebook.fetch.base import FetchError

LINKS_TYPE = "application/vnd.wirebook.links+json"
MOST_LINKS = 50_000  # the sitemap protocol's limit for one file
# What may stand before a document type or the root element; past the root, XML allows neither
# (an entry may quote a page with its own), and the parsers refuse it.
_PROLOG = re.compile(r"\ufeff?(?:ï»¿)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
# Notices about how a feed was served; the feed itself parsed whole.
_HARMLESS = ("CharacterEncodingOverride", "NonXMLContentType")


@dataclass(frozen=True, slots=True)
class Link:
    """One listed page, with the time the list gives it (as written), if any."""

    address: str
    listed_at: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """What a list names: pages, and further lists (of a sitemap index)."""

    links: tuple[Link, ...]
    children: tuple[str, ...] = ()

    def as_json(self) -> bytes:
        """Return the list as JSON, for sources whose lists may not be kept as they came."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()

    @classmethod
    def from_json(cls, raw: bytes) -> Listing:
        """Return the list of :meth:`as_json`."""
        found = json.loads(raw)
        return cls(tuple(Link(**link) for link in found["links"]), tuple(found["children"]))


def feed(raw: bytes, address: str, content_type: str | None, max_bytes: int) -> Listing:
    """Return the entries of an RSS or Atom feed.

    Raises FetchError (quarantined) for one that declares a document type or does not parse whole.
    """
    body = _guarded_xml(raw, max_bytes)
    headers = {"content-location": address}
    if content_type is not None:
        headers["content-type"] = content_type
    parsed = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    trouble = parsed.get("bozo_exception")
    if parsed.get("bozo") and type(trouble).__name__ not in _HARMLESS:
        raise _broken(f"the feed does not parse: {type(trouble).__name__}")
    if not parsed.get("version"):
        raise _broken("not a feed")
    links = [
        Link(
            urljoin(address, entry["link"].strip()), entry.get("updated") or entry.get("published")
        )
        for entry in parsed.entries[:MOST_LINKS]
        if entry.get("link")
    ]
    return Listing(tuple(links))


def sitemap(raw: bytes, address: str, content_type: str | None, max_bytes: int) -> Listing:
    """Return the pages of a sitemap or the sitemaps of an index, plain or gzipped.

    Source: sitemaps.org protocol 0.9 and the news extension. Raises FetchError (quarantined) for
    one that declares a document type, does not parse, or lists more than the protocol allows.
    """
    body = _guarded_xml(raw, max_bytes)
    links: list[Link] = []
    children: list[str] = []
    fields: dict[str, str] = {}
    try:
        for _, element in iterparse(io.BytesIO(body), events=("end",), forbid_dtd=True):
            name = element.tag.rpartition("}")[2].lower()
            if name in ("loc", "lastmod", "publication_date") and element.text:
                # An image's loc comes after the page's own; the first one is the page.
                fields.setdefault(name, element.text.strip())
            elif name in ("url", "sitemap"):
                _add(name, fields, address, links, children)
                fields = {}
                element.clear()
            if len(links) + len(children) > MOST_LINKS:
                raise _broken(f"more than {MOST_LINKS} entries")
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise _broken(f"the sitemap does not parse: {type(error).__name__}") from error
    if not links and not children and b"urlset" not in body and b"sitemapindex" not in body:
        raise _broken("not a sitemap")
    return Listing(tuple(links), tuple(children))


def addresses(raw: bytes, address: str, content_type: str | None, max_bytes: int) -> Listing:
    """Return the addresses of a list, one a line; empty lines and those after # are left out."""
    lines = (line.strip() for line in raw.decode("utf-8", "replace").splitlines())
    links = [Link(line) for line in lines if line and not line.startswith("#")]
    if len(links) > MOST_LINKS:
        raise _broken(f"more than {MOST_LINKS} entries")
    return Listing(tuple(links))


PARSERS: dict[str, Callable[[bytes, str, str | None, int], Listing]] = {
    "feed": feed,
    "sitemap": sitemap,
    "addresses": addresses,
}


def _add(
    name: str, fields: dict[str, str], base: str, links: list[Link], children: list[str]
) -> None:
    if "loc" not in fields:
        return
    location = urljoin(base, fields["loc"])
    if name == "sitemap":
        children.append(location)
    else:
        links.append(Link(location, fields.get("lastmod") or fields.get("publication_date")))


def _guarded_xml(raw: bytes, max_bytes: int) -> bytes:
    """Return XML bytes, gzip undone, or refuse them for a declaration an attack would need."""
    if raw.startswith(b"\x1f\x8b"):
        raw = codings.read_all(io.BytesIO(raw), ["gzip"], max_bytes)
    for encoding in _possible_encodings(raw):
        text = raw.decode(encoding, "ignore")
        prolog = _PROLOG.match(text)
        if text.startswith("<!", prolog.end() if prolog is not None else 0):
            raise _broken("it declares a document type or entities")
    return raw


def _possible_encodings(raw: bytes) -> tuple[str, ...]:
    if b"\x00" not in raw[:64]:
        return ("latin-1",)
    return ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def _broken(reason: str) -> FetchError:
    return FetchError(reason, "quarantined")
