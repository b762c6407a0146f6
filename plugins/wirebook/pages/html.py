"""The article of an HTML page: headline and main text, each character mapped to its bytes.

An extractor chooses the text (:mod:`wirebook.pages.extractors`), and the page's own source supplies
the characters: every line the extractor gives is looked up in the page's text nodes, and what is
not there is not kept. Where the page shows no article, the one in its JSON-LD or embedded JSON is
taken.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from wirebook.pages import corrections, extractors, not_articles, statements
from wirebook.pages.addresses import of_page
from wirebook.pages.article import (
    REPLACEMENT,
    Article,
    ArticleError,
    ByteMap,
    lost_in,
    notes_on,
)
from wirebook.pages.blocks import lines_within
from wirebook.pages.embedded import bodies
from wirebook.pages.inline import plain
from wirebook.pages.lines import LEAST_CHARS, Line, Placed, locate, put_together, size
from wirebook.pages.regions import regions, without_dialogs
from wirebook.pages.source import Stream, Tag, compact, element_text, scan
from wirebook.reading.times.printed_dates import printed_dates

if TYPE_CHECKING:
    from wirebook.pages.encoding import Decoded

_YEAR = re.compile("(?:19|20)[0-9]{2}")
_FARTHEST_DATE = 500
_MOST_DATES = 3


def read(
    page: Decoded, *, address: str | None = None, timezone: str | None = None, fast: bool = False
) -> Article:
    """Return the article of a page; arguments as in :func:`wirebook.pages.extract.extract`.

    Raises ArticleError when it holds none, or holds characters that were lost before it came here.
    """
    parts = regions(page.shown)
    source = plain(without_dialogs(page.shown, parts))
    stream, tags = scan(source)
    said = statements.read(source, tags, address, timezone, parts)
    body = _body_index(stream, tags)
    chars, lines, extractor = _lines(source, stream, tags, body, fast)
    if size(lines) < LEAST_CHARS:
        raise ArticleError("no article text in this page")
    if chars is stream and not said.has_article_type:
        reason = not_articles.why(source, stream, lines)
        if reason is not None:
            raise ArticleError(reason)
    title = _title(source, tags, said.title)
    begun = _headline_end(lines, title)
    above, lines, drawn_from = lines[:begun], lines[begun:], chars
    if title is not None and not above:
        above, drawn_from = locate(stream, " ".join(title.split()), body)[:1], stream
    if said.published is None and chars is stream:
        above = [*above, *_date_lines(source, stream, above, lines)]
    main = put_together(chars, lines)
    placed = put_together(drawn_from, above).followed_by(main)
    lost = _check_whole(page, placed)
    return Article(
        text=placed.text,
        encoding=page.encoding,
        byte_map=_byte_map(page, placed),
        body_start=len(placed.text) - len(main.text),
        title=title,
        published=said.published,
        modified=said.modified,
        byline=said.byline,
        section=said.section,
        language=said.language,
        canonical_url=_canonical(address, said.canonical),
        status=corrections.status_of(placed.text),
        tdm_evidence=said.tdm_evidence,
        extractor=extractor,
        notes=notes_on(lost, page.encoding),
    )


def _body_index(stream: Stream, tags: Sequence[Tag]) -> int:
    """Return where the body's characters begin, so that its h1 is found before the title."""
    starts = [tag.start for tag in tags if tag.name == "body"]
    return int(np.searchsorted(stream.starts, starts[0])) if starts else 0


def _lines(
    source: str, stream: Stream, tags: Sequence[Tag], body: int, fast: bool
) -> tuple[Stream, list[Line], str]:
    """Return the lines of the main text, what they are placed in, and which extractor chose."""
    choose = extractors.fast if fast else extractors.main
    lines, extractor = choose(source, stream, body)
    found = max(bodies(source, tags), key=lambda e: size(e[1]), default=None)
    least = max(2 * size(lines), LEAST_CHARS)
    if found is not None and size(found[1]) > least:
        return found[0], found[1], "embedded"
    return stream, lines, extractor


def _date_lines(
    source: str, stream: Stream, headline: Sequence[Line], lines: Sequence[Line]
) -> list[Line]:
    """Return the lines between headline and text that print a day; the reader says whose it is.

    Only a page whose markup states no date is looked at; a list of other articles is not short.
    """
    first = lines[0][0].place
    start = max((line[0].place for line in headline if line[0].place < first), default=0)
    start = max(start, first - _FARTHEST_DATE)
    if _YEAR.search(stream.text, start, first) is None:
        return []
    between = lines_within(source, stream, start, first)
    dated = [line for line in between if any(printed_dates(line[0].text))]
    return dated if len(dated) <= _MOST_DATES else []


def _title(source: str, tags: Sequence[Tag], said: str | None) -> str | None:
    """Return the headline: as stated, else the only h1, else the title element."""
    if said is not None:
        return " ".join(said.split())
    for name in ("h1", "title"):
        texts = [element_text(source, tag) for tag in tags if tag.name == name]
        if len(texts) == 1 and texts[0]:
            return texts[0]
    return None


def _headline_end(lines: Sequence[Line], title: str | None) -> int:
    """Return how many of the first lines end with the headline, 0 if it is not among them."""
    wanted = compact(title or "")
    for number, line in enumerate(lines[: min(3, len(lines) - 1)], start=1):
        if wanted and "".join(piece.text for piece in line).replace(" ", "") == wanted:
            return number
    return 0


def _check_whole(page: Decoded, placed: Placed) -> int:
    """Return how many lost bytes stand in an article. Raises ArticleError for one that was damaged
    before it came here, or that lost a byte beside a figure: what the figure was nobody knows."""
    try:
        placed.text.encode()
    except UnicodeEncodeError as error:
        raise ArticleError("undecodable bytes within the article") from error
    at = [index for index, char in enumerate(placed.text) if char == REPLACEMENT]
    if any(not "\udc80" <= page.text[placed.starts[index]] <= "\udcff" for index in at):
        raise ArticleError("undecodable bytes within the article")
    return lost_in(placed.text)


def _byte_map(page: Decoded, placed: Placed) -> ByteMap:
    first, last = int(placed.starts.min()), int(placed.ends.max())
    offsets = page.offsets(first, last)
    return ByteMap(offsets[placed.starts - first], offsets[placed.ends - first])


def _canonical(address: str | None, declared: str | None) -> str | None:
    if address is None:
        return None
    try:
        return of_page(address, declared)
    except ValueError:
        return None
