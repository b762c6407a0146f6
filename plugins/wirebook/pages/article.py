"""A snapshot's bytes as an article: text with a map back to the bytes, and what the page says.

For a .txt file the text is the file decoded, exactly; offsets count code points of it. For HTML it
is the headline and the main text, each character of which leads to bytes of the payload.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

from wirebook.pages.encoding import Offsets

REPLACEMENT = "\ufffd"


class ArticleError(ValueError):
    """Bytes that hold no article; ``reason`` goes to the quarantine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_MAGNITUDES = "만천백십조억万千百億亿兆"
_LOST_IN_A_FIGURE = re.compile(
    rf"[0-9０-９][\s.,{_MAGNITUDES}]{{0,6}}{REPLACEMENT}|[$€£¥₩]\s?{REPLACEMENT}"
    rf"|{REPLACEMENT}[\s.,]?[0-9０-９$€£¥₩%％]"
    rf"|{REPLACEMENT}\s?[{_MAGNITUDES}]{{0,3}}\s?(?:원|円|元|엔|달러|유로)"
)


@dataclass(frozen=True, slots=True)
class ByteMap:
    """Where each character lies in the payload. Both arrays have one entry per character.

    Characters that we put between blocks (line ends) have an empty span at the place they stand.
    """

    starts: Offsets
    ends: Offsets

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the payload bytes, end exclusive, that hold characters ``start`` to ``end``."""
        if start >= end:
            at = int(self.starts[start]) if start < len(self.starts) else self._last()
            return at, at
        return int(self.starts[start]), int(self.ends[start:end].max())

    def _last(self) -> int:
        return int(self.ends[-1]) if len(self.ends) else 0


@dataclass(frozen=True, slots=True)
class PageDate:
    """A date that a page states of itself.

    ``day`` is the outlet's local date (ISO), ``at`` the moment in UTC where the page gives a time,
    ``precision`` day, month or year, ``evidence`` where it stands: json-ld, meta, time or address.
    """

    day: str
    at: str | None
    precision: str
    evidence: str
    raw: str


@dataclass(frozen=True, slots=True)
class Article:
    """An article's text and the page's own statements about it.

    ``text[body_start:]`` is the main text; before it stands the headline, where the page has one.
    """

    text: str
    encoding: str
    byte_map: ByteMap
    body_start: int = 0
    title: str | None = None
    published: PageDate | None = None
    modified: PageDate | None = None
    byline: str | None = None
    section: str | None = None
    language: str | None = None
    canonical_url: str | None = None
    status: str = "live"
    tdm_evidence: str | None = None
    extractor: str = "text"
    notes: tuple[str, ...] = field(default=())


def lost_in(text: str) -> int:
    """Return how many characters of an article's text were lost. Raises ArticleError where one
    stood beside a figure: what the figure was nobody knows."""
    if REPLACEMENT in text and _LOST_IN_A_FIGURE.search(text) is not None:
        raise ArticleError("undecodable bytes beside a figure")
    return text.count(REPLACEMENT)


def notes_on(lost: int, encoding: str) -> tuple[str, ...]:
    """Return what people are told of an article that lost so many bytes."""
    return (f"{lost} bytes that are not {encoding} were replaced",) if lost else ()


def digest_of(text: str) -> str:
    """Return the SHA-256 of a text, its white space aside."""
    words = " ".join(text.split())
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
