"""The article of an HTML page: headline and main text, each character mapped to its bytes.

An extractor chooses the text, and the page's own source supplies the characters: every line the
extractor gives is looked up in the page's text nodes, and what is not there is not kept. Where the
page shows no article, the one in its JSON-LD or embedded JSON is taken.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from wirebook import canonical, corrections, html_source, page_statements
from wirebook.article import REPLACEMENT, Article, ArticleError, ByteMap
from wirebook.html_source import Positions, Stream, Tag

if TYPE_CHECKING:
    from wirebook.encoding import Decoded

_LEAST_CHARS = 40
_WINDOW = 2_000
# Lines that are looked up from the page's start; past that a hostile page would cost its square.
_MOST_MISSES = 100
_JSON_BODY = re.compile(r'"(?:articleBody|body|bodyText|content|contents|text|html)"\s*:\s*"')
_JSON_STRING = re.compile(r'[^"\\]+|\\u[0-9a-fA-F]{4}|\\.')
_JSON_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|tr|blockquote|/p)\b", re.IGNORECASE)


def read(
    page: Decoded, *, address: str | None = None, timezone: str | None = None, fast: bool = False
) -> Article:
    """Return the article of a page; arguments as in :func:`wirebook.article.extract`.

    Raises ArticleError when it holds none, or holds characters that were lost before it came here.
    """
    source = page.text
    stream, tags = html_source.scan(source)
    said = page_statements.read(source, tags, address, timezone)
    body = _body_index(stream, tags)
    lines, extractor = _lines(source, stream, tags, body, fast)
    title = _title(source, tags, said.title)
    placed = _Placed()
    body_start = 0
    if title is not None and not _begins_with(lines, title):
        placed.add_line(_locate(stream, title, body))
        body_start = len(placed.text) + bool(placed.text)
    for line in lines:
        placed.add_line(line)
    if sum(map(len, (line.chars for line in lines))) < _LEAST_CHARS:
        raise ArticleError("no article text in this page")
    text = "".join(placed.text)
    if REPLACEMENT in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ArticleError("undecodable bytes within the article")
    return Article(
        text=text,
        encoding=page.encoding,
        byte_map=_byte_map(page, placed),
        body_start=body_start,
        title=title,
        published=said.published,
        modified=said.modified,
        byline=said.byline,
        section=said.section,
        language=said.language,
        canonical_url=_canonical(address, said.canonical),
        status=corrections.status_of(text),
        tdm_evidence=said.tdm_evidence,
        extractor=extractor,
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """Characters of one line without white space, their places, and where words begin."""

    chars: str
    starts: Positions
    ends: Positions
    breaks: frozenset[int]


@dataclass(slots=True)
class _Placed:
    """The text under construction; spaces between words have an empty span."""

    text: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add_line(self, line: _Line | None) -> None:
        if line is None or not line.chars:
            return
        if self.text:
            self._gap("\n")
        for index, char in enumerate(line.chars):
            if index in line.breaks and index:
                self._gap(" ")
            self.text.append(char)
            self.starts.append(int(line.starts[index]))
            self.ends.append(int(line.ends[index]))

    def _gap(self, char: str) -> None:
        self.text.append(char)
        self.starts.append(self.ends[-1])
        self.ends.append(self.ends[-1])


def _body_index(stream: Stream, tags: Sequence[Tag]) -> int:
    """Return where the body's characters begin, so that its h1 is found before the title."""
    starts = [tag.start for tag in tags if tag.name == "body"]
    return int(np.searchsorted(stream.starts, starts[0])) if starts else 0


def _lines(
    source: str, stream: Stream, tags: Sequence[Tag], body: int, fast: bool
) -> tuple[list[_Line], str]:
    """Return the lines of the main text, and which extractor chose them."""
    name = "resiliparse" if fast else "trafilatura"
    chosen = _fast_text(source) if fast else _main_text(source)
    lines = _locate_all(stream, chosen, body)
    shown = sum(len(line.chars) for line in lines)
    embedded = max(_embedded(source, tags), key=lambda e: sum(len(x.chars) for x in e), default=[])
    if sum(len(line.chars) for line in embedded) > max(2 * shown, _LEAST_CHARS):
        return embedded, "embedded"
    return lines, name


def _main_text(source: str) -> str:
    # Imported here: it costs half a second, and the fast lane does not need it.
    import trafilatura

    clean = source.encode("utf-8", "replace").decode("utf-8")
    try:
        found = trafilatura.bare_extraction(
            clean, include_comments=False, include_tables=True, deduplicate=False
        )
    # The extractor's own failures on hostile trees are of any kind; the page is then without text.
    except Exception as error:
        raise ArticleError(f"the extractor failed: {type(error).__name__}") from error
    return "" if found is None or isinstance(found, dict) else found.text or ""


def _fast_text(source: str) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    clean = source.encode("utf-8", "replace").decode("utf-8")
    text: str = extract_plain_text(
        clean, main_content=True, alt_texts=False, list_bullets=False, links=False
    )
    return text


def _locate_all(stream: Stream, text: str, at: int = 0) -> list[_Line]:
    """Return the lines of ``text`` as they stand in the page; what is not there is left out."""
    found: list[_Line] = []
    misses = 0
    for line in text.splitlines():
        words = [w for part in line.split() if (w := html_source.compact(part))]
        joined = "".join(words)
        if not joined:
            continue
        place = stream.text.find(joined, at, at + len(joined) + 50_000)
        if place < 0 and misses < _MOST_MISSES:
            misses += 1
            place = stream.text.find(joined)
        if place >= 0:
            found.append(_cut(stream, list(_walk(place, words))))
            at = place + len(joined)
            continue
        pieces = list(_piecewise(stream, words, at))
        if pieces:
            found.append(_cut(stream, pieces))
            at = pieces[-1][0] + len(pieces[-1][1])
    return found


def _walk(place: int, words: Sequence[str]) -> Iterator[tuple[int, str]]:
    for word in words:
        yield place, word
        place += len(word)


def _piecewise(stream: Stream, words: Sequence[str], at: int) -> Iterator[tuple[int, str]]:
    """Yield the words of a line that the extractor changed (table bars, bullets) one by one."""
    for word in words:
        if word in ("|", "-", "*", "•"):
            continue
        place = stream.text.find(word, at, at + _WINDOW)
        if place >= 0:
            yield place, word
            at = place + len(word)


def _locate(stream: Stream, line: str, at: int) -> _Line | None:
    found = _locate_all(stream, " ".join(line.split()), at)
    return found[0] if found else None


def _cut(stream: Stream, pieces: Sequence[tuple[int, str]]) -> _Line:
    index = np.concatenate([np.arange(place, place + len(word)) for place, word in pieces])
    lengths = np.cumsum([len(word) for _, word in pieces])
    return _Line(
        "".join(word for _, word in pieces),
        stream.starts[index],
        stream.ends[index],
        frozenset(int(n) for n in lengths[:-1]),
    )


def _title(source: str, tags: Sequence[Tag], said: str | None) -> str | None:
    """Return the headline: as stated, else the only h1, else the title element."""
    if said is not None:
        return " ".join(said.split())
    for name in ("h1", "title"):
        texts = [_element_text(source, tag, name) for tag in tags if tag.name == name]
        if len(texts) == 1 and texts[0]:
            return texts[0]
    return None


def _element_text(source: str, tag: Tag, name: str) -> str:
    close = source.lower().find(f"</{name}", tag.end)
    if close < 0 or close - tag.end > 2_000:
        return ""
    # Words are wanted here, not places: a scan of the piece strips its tags.
    piece = re.sub(r"<[^>]*>", " ", source[tag.end : close])
    return " ".join(html.unescape(piece).split())


def _begins_with(lines: Sequence[_Line], title: str) -> bool:
    wanted = html_source.compact(title)
    return any(line.chars == wanted for line in lines[:3])


def _embedded(source: str, tags: Sequence[Tag]) -> Iterator[list[_Line]]:
    """Yield article bodies that stand in JSON-LD or embedded JSON, mapped to the source."""
    for tag in tags:
        kind = tag.attributes.get("type", "").lower()
        holds_json = "json" in kind or tag.attributes.get("id") == "__NEXT_DATA__"
        if tag.name != "script" or not holds_json:
            continue
        for match in _JSON_BODY.finditer(source, tag.start, tag.end):
            text, places, ends = _json_string(source, match.end(), tag.end)
            if len(text) >= _LEAST_CHARS and (" " in text.strip() or len(text) > 200):
                yield _json_lines(text, places, ends)


def _json_string(source: str, start: int, limit: int) -> tuple[str, Positions, Positions]:
    """Return a JSON string's characters from inside its opening quote, with their places."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = start
    while at < limit and (match := _JSON_STRING.match(source, at, limit)) is not None:
        piece = match[0]
        if piece[0] != "\\":
            chars.extend(piece)
            starts.extend(range(at, match.end()))
            ends.extend(range(at + 1, match.end() + 1))
        else:
            plain = piece[2:] if piece[1] != "u" else ""
            decoded = _JSON_ESCAPES.get(piece[1], plain or piece[1])
            if piece[1] == "u" and len(piece) == 6:
                decoded = chr(int(piece[2:], 16))
            chars.append(decoded)
            starts.append(at)
            ends.append(match.end())
        at = match.end()
    return _joined_surrogates(chars, starts, ends)


def _joined_surrogates(
    chars: list[str], starts: list[int], ends: list[int]
) -> tuple[str, Positions, Positions]:
    """Join the two halves that JSON writes for a character outside the basic plane."""
    out: list[tuple[str, int, int]] = []
    for char, start, end in zip(chars, starts, ends, strict=True):
        if "\udc00" <= char <= "\udfff" and out and "\ud800" <= out[-1][0] <= "\udbff":
            pair = json.loads(f'"\\u{ord(out[-1][0]):04x}\\u{ord(char):04x}"')
            out[-1] = (pair, out[-1][1], end)
        else:
            out.append((char, start, end))
    text = "".join(char for char, _, _ in out)
    places = np.array([(start, end) for _, start, end in out], dtype=np.int64).reshape(-1, 2)
    return text, places[:, 0], places[:, 1]


def _json_lines(text: str, places: Positions, ends: Positions) -> list[_Line]:
    """Return the lines of a body held in a JSON string, which may itself be HTML."""
    if "</" in text or "<br" in text:
        inner, _ = html_source.scan(text)
        plain = re.sub(r"<[^>]*>", "", _BLOCK_TAG.sub("\n\\g<0>", text))
    else:
        inner = html_source.stream_of(text, [(0, len(text))])
        plain = text
    lines = _locate_all(inner, html.unescape(plain))
    return [
        _Line(line.chars, places[line.starts], ends[line.ends - 1], line.breaks) for line in lines
    ]


def _byte_map(page: Decoded, placed: _Placed) -> ByteMap:
    offsets = page.offsets()
    starts = offsets[np.array(placed.starts, dtype=np.int64)]
    ends = offsets[np.array(placed.ends, dtype=np.int64)]
    return ByteMap(starts, ends)


def _canonical(address: str | None, declared: str | None) -> str | None:
    if address is None:
        return None
    try:
        return canonical.of_page(address, declared)
    except ValueError:
        return None
