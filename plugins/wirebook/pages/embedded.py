"""Article bodies that stand in a page's JSON-LD or embedded JSON, mapped to the source."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from wirebook.pages.inline import plain
from wirebook.pages.lines import LEAST_CHARS, Line, locate
from wirebook.pages.source import Positions, Stream, Tag, scan, stream_of

_LEAST_PARAGRAPH = 10
_KEYS = "articleBody|body|bodyText|content|contents|text|html"
_JSON_BODY = re.compile(rf'"(?:{_KEYS})"\s*:\s*"')
_JSON_LIST = re.compile(rf'"(?:{_KEYS}|content_elements|paragraphs|blocks)"\s*:\s*(?=\[)')
# Keys that name an article's text even in a script that is not declared as JSON.
_SURE_KEYS = ('"articleBody"', '"content_elements"')
_JSON_STRING = re.compile(r'[^"\\]+|\\u[0-9a-fA-F]{4}|\\.')
_HALF = re.compile("[\ud800-\udbff]")
_JSON_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_BLOCK_TAG = re.compile(r"<(?:p|br|div|h[1-6]|li|tr|blockquote|/p)\b", re.IGNORECASE)
_DECODER = json.JSONDecoder()
# Lists that do not end: past so many a page is not made for readers.
_MOST_BROKEN = 20

Body = tuple[Stream, list[Line]]


def bodies(source: str, tags: Sequence[Tag]) -> Iterator[Body]:
    """Yield each body as its characters, placed in the source, and its lines among them.

    A body is one JSON string, or a list of them: paragraphs, one an element.
    """
    for tag in tags:
        if tag.name == "script" and _may_hold_a_body(source, tag):
            yield from _strings(source, tag.start, tag.end)
            yield from map(_joined, _lists(source, tag))


def _may_hold_a_body(source: str, tag: Tag) -> bool:
    is_json = "json" in tag.attributes.get("type", "").lower()
    if is_json or tag.attributes.get("id") == "__NEXT_DATA__":
        return True
    return any(source.find(key, tag.start, tag.end) >= 0 for key in _SURE_KEYS)


def _strings(source: str, start: int, end: int, least: int = LEAST_CHARS) -> Iterator[Body]:
    """Yield the bodies of a stretch of JSON that are the value of a key."""
    for match in _JSON_BODY.finditer(source, start, end):
        yield from _body(*_json_string(source, match.end(), end), least)


def _elements(source: str, start: int, end: int) -> Iterator[Body]:
    """Yield the bodies in a JSON list of strings."""
    at = source.find('"', start, end)
    while at >= 0:
        text, places, ends = _json_string(source, at + 1, end)
        yield from _body(text, places, ends, _LEAST_PARAGRAPH)
        at = source.find('"', int(ends[-1]) + 1 if text else at + 2, end)


def _body(text: str, places: Positions, ends: Positions, least: int) -> Iterator[Body]:
    if len(text) >= least and (" " in text.strip() or len(text) > 200):
        yield _json_lines(text, places, ends)


def _lists(source: str, tag: Tag) -> Iterator[list[Body]]:
    """Yield the paragraphs of each outermost list of a script that may be a body's."""
    at, broken = tag.start, 0
    while broken < _MOST_BROKEN and (match := _JSON_LIST.search(source, at, tag.end)) is not None:
        start = match.end()
        try:
            value, at = _DECODER.raw_decode(source, start)
        except (ValueError, RecursionError):
            at, broken = start, broken + 1
        else:
            is_plain = all(isinstance(element, str) for element in value)
            find = _elements if is_plain else partial(_strings, least=_LEAST_PARAGRAPH)
            yield list(find(source, start, at))


def _joined(parts: Sequence[Body]) -> Body:
    """Return several bodies as one."""
    lines: list[Line] = []
    length = 0
    for stream, own in parts:
        lines += [[p._replace(place=p.place + length) for p in line] for line in own]
        length += len(stream.text)
    nothing = np.empty(0, dtype=np.int64)
    stream = Stream(
        "".join(stream.text for stream, _ in parts),
        np.concatenate([nothing, *(stream.starts for stream, _ in parts)]),
        np.concatenate([nothing, *(stream.ends for stream, _ in parts)]),
    )
    return stream, lines


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
    if "</" in text or _BLOCK_TAG.search(text) is not None:
        text = plain(text)
        inner, _ = scan(text)
        words = re.sub(r"<[^>]*>", "", _BLOCK_TAG.sub("\n\\g<0>", text))
    else:
        inner = stream_of(text)
        words = text
    stream = Stream(inner.text, places[inner.starts], ends[inner.ends - 1])
    return stream, locate(stream, html.unescape(words))
