"""Article bodies that stand in a page's JSON-LD or embedded JSON, mapped to the source."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence

import numpy as np

from wirebook import html_lines, html_source
from wirebook.html_lines import Line
from wirebook.html_source import Positions, Stream, Tag

LEAST_CHARS = 40
_JSON_BODY = re.compile(r'"(?:articleBody|body|bodyText|content|contents|text|html)"\s*:\s*"')
_JSON_STRING = re.compile(r'[^"\\]+|\\u[0-9a-fA-F]{4}|\\.')
_HALF = re.compile("[\ud800-\udbff]")
_JSON_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|tr|blockquote|/p)\b", re.IGNORECASE)


def bodies(source: str, tags: Sequence[Tag]) -> Iterator[tuple[Stream, list[Line]]]:
    """Yield each body as its characters, placed in the source, and its lines among them."""
    for tag in tags:
        kind = tag.attributes.get("type", "").lower()
        holds_json = "json" in kind or tag.attributes.get("id") == "__NEXT_DATA__"
        if tag.name != "script" or not holds_json:
            continue
        for match in _JSON_BODY.finditer(source, tag.start, tag.end):
            text, places, ends = _json_string(source, match.end(), tag.end)
            if len(text) >= LEAST_CHARS and (" " in text.strip() or len(text) > 200):
                yield _json_lines(text, places, ends)


def _json_string(source: str, start: int, limit: int) -> tuple[str, Positions, Positions]:
    """Return a JSON string's characters from inside its opening quote, with their places."""
    texts: list[str] = []
    spans: list[tuple[int, int]] = []
    at = start
    while at < limit and (match := _JSON_STRING.match(source, at, limit)) is not None:
        piece = match[0]
        texts.append(piece if piece[0] != "\\" else _unescaped(piece))
        spans.append(match.span())
        at = match.end()
    text = "".join(texts)
    bounds = np.array(spans, dtype=np.int64).reshape(-1, 2)
    lengths = np.array([len(piece) for piece in texts], dtype=np.int64)
    within = np.arange(len(text)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    starts = np.repeat(bounds[:, 0], lengths) + within
    # A literal character is one long; an escape is one character and ends where its piece ends.
    is_last = within == np.repeat(lengths, lengths) - 1
    ends = np.where(is_last, np.repeat(bounds[:, 1], lengths), starts + 1)
    if _HALF.search(text) is None:
        return text, starts, ends
    return _joined_surrogates(text, starts.tolist(), ends.tolist())


def _unescaped(piece: str) -> str:
    if len(piece) == 6:
        return chr(int(piece[2:], 16))
    return _JSON_ESCAPES.get(piece[1], piece[1])


def _joined_surrogates(
    chars: str, starts: list[int], ends: list[int]
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


def _json_lines(text: str, places: Positions, ends: Positions) -> tuple[Stream, list[Line]]:
    """Return the lines of a body held in a JSON string, which may itself be HTML."""
    if "</" in text or "<br" in text:
        inner, _ = html_source.scan(text)
        plain = re.sub(r"<[^>]*>", "", _BLOCK_TAG.sub("\n\\g<0>", text))
    else:
        inner = html_source.stream_of(text)
        plain = text
    stream = Stream(inner.text, places[inner.starts], ends[inner.ends - 1])
    return stream, html_lines.locate(stream, html.unescape(plain))
