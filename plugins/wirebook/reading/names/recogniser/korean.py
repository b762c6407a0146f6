"""Features of Korean text, one row a character.

Names end inside written words, so characters carry the labels. A feature is the hash of what it
looks at, keyed by its template; templates only ever look inside the same sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from wirebook.reading.languages import KOREAN
from wirebook.reading.lexicons import word_set
from wirebook.reading.names.recogniser.hashing import (
    Codes,
    Hashes,
    Indexes,
    Substrings,
    code_points,
    keyed,
)
from wirebook.reading.names.recogniser.wordlists import WordLists

_PAD = 4
_NONE, _HANGUL, _UPPER, _LOWER, _DIGIT, _BLANK, _HAN, _QUOTE, _BRACKET, _OTHER = range(10)
_IN_WORDS = np.isin(np.arange(_OTHER + 1), (_HANGUL, _UPPER, _LOWER, _DIGIT, _HAN))
_QUOTES = "\"'‘’“”「」『』《》〈〉"
_LIST_KEYS = (
    "titles",
    "title_modifiers",
    "roles_before",
    "org_suffixes",
    "ministry_suffixes",
    "org_generic",
    "loc_suffixes",
    "loc_units",
    "surnames",
    "not_names",
    "org_nouns",
    "product_nouns",
    "event_heads",
    "strong_foreign_syllables",
)
# Words of these lists count with a particle too.
_WITH_PARTICLES = ("titles", "org_generic", "org_suffixes", "roles_before")
_PARTICLE = 1 << len(_LIST_KEYS)
_INFLECTED = _PARTICLE << 1


@cache
def _lists() -> WordLists:
    particles = word_set(KOREAN, "names", "particles")
    lists: dict[int, set[str]] = {_PARTICLE: set(particles), _INFLECTED: set()}
    for number, key in enumerate(_LIST_KEYS):
        words = word_set(KOREAN, "names", key)
        lists[1 << number] = set(words)
        if key in _WITH_PARTICLES:
            inflected = {word + particle for word in words for particle in particles}
            lists[1 << number] |= inflected
            lists[_INFLECTED] |= inflected
    return WordLists(lists)


@cache
def _class_table() -> npt.NDArray[np.uint8]:
    """Return the class of every code point of the basic plane; those above are all _OTHER."""
    codes = np.arange(0x10000, dtype=np.uint32)
    classes = np.full(len(codes), _OTHER, dtype=np.uint8)
    classes[0] = _NONE
    classes[(codes >= 0xAC00) & (codes <= 0xD7A3)] = _HANGUL
    classes[(codes >= 65) & (codes <= 90)] = _UPPER
    classes[(codes >= 97) & (codes <= 122)] = _LOWER
    classes[(codes >= 48) & (codes <= 57)] = _DIGIT
    classes[(codes == 32) | (codes == 9) | (codes == 0xA0)] = _BLANK
    classes[(codes >= 0x3040) & (codes <= 0x9FFF)] = _HAN
    classes[code_points(_QUOTES)] = _QUOTE
    classes[code_points("()[]")] = _BRACKET
    return classes


def _classes(codes: Codes) -> npt.NDArray[np.uint8]:
    return _class_table()[np.minimum(codes, 0xFFFF)]


def _shifted(values: Hashes, by: int) -> Hashes:
    """Return the value that stands ``by`` places further on, 0 beyond the ends."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[:-by] = values[by:]
    else:
        moved[-by:] = values[:by]
    return moved


class _Layout:
    """Sentences side by side, with empty places between them that keep windows apart."""

    def __init__(self, sentences: Sequence[str]) -> None:
        gap = np.zeros(_PAD, dtype=np.uint32)
        parts: list[Codes] = [gap]
        for sentence in sentences:
            parts += [code_points(sentence), gap]
        self.codes = np.concatenate(parts)
        lengths = np.array([len(sentence) for sentence in sentences], dtype=np.int64)
        starts = _PAD + np.cumsum(lengths + _PAD) - (lengths + _PAD)
        self.offsets = np.concatenate([[0], np.cumsum(lengths)])
        self.rows = np.repeat(starts - self.offsets[:-1], lengths) + np.arange(self.offsets[-1])
        self.size = len(self.codes)


class _Words:
    """For every place the word around it, the word before that and the word after it."""

    def __init__(self, codes: Codes, classes: npt.NDArray[np.uint8]) -> None:
        size = len(codes)
        here = np.arange(size)
        inside = _IN_WORDS[classes]
        opens = inside & ~np.concatenate([[False], inside[:-1]])
        closes = inside & ~np.concatenate([inside[1:], [False]])
        starts = np.maximum.accumulate(np.where(opens, here, 0))
        ends = np.minimum.accumulate(np.where(closes, here + 1, size)[::-1])[::-1]
        self.inside = inside
        self.start: Indexes = np.where(inside, starts, here)
        self.end: Indexes = np.where(inside, ends, here)
        sentence = np.cumsum(codes == 0)
        last = np.maximum.accumulate(np.where(inside, here, 0))[np.maximum(self.start - 1, 0)]
        is_before = inside[last] & (sentence[last] == sentence)
        self.before_start: Indexes = np.where(is_before, self.start[last], 0)
        self.before_end: Indexes = np.where(is_before, last + 1, 0)
        following = np.minimum.accumulate(np.where(inside, here, size - 1)[::-1])[::-1]
        first = following[np.minimum(self.end, size - 1)]
        is_after = inside[first] & (sentence[first] == sentence)
        self.after_start: Indexes = np.where(is_after, first, 0)
        self.after_end: Indexes = np.where(is_after, self.end[first], 0)


def features(
    sentences: Sequence[str], tags: Sequence[npt.NDArray[np.uint8]]
) -> tuple[Hashes, Indexes]:
    """Return the features of every character and where each sentence begins among them.

    ``tags`` holds, for each set of lists, the numbers of :func:`tags.paint` for the sentences'
    characters one after another.
    """
    layout = _Layout(sentences)
    codes = layout.codes
    classes = _classes(codes)
    hashed = Substrings(np.where(classes == _DIGIT, np.uint32(48), codes))
    words = _Words(codes, classes)
    found = [
        *_windows(hashed, layout.size),
        *_class_windows(classes.astype(np.uint64)),
        *_word_features(hashed, words, layout.size),
        *_list_features(hashed, words, layout.size),
    ]
    for tag in tags:
        placed = np.zeros(layout.size, dtype=np.uint64)
        placed[layout.rows] = tag
        found += _tag_features(placed, hashed, words, layout.size)
    rows = layout.rows
    table = np.empty((len(rows), len(found)), dtype=np.uint64)
    for number, column in enumerate(found):
        table[:, number] = keyed(column[rows], number + 1)
    return table, layout.offsets


def _windows(hashed: Substrings, size: int) -> list[Hashes]:
    here = np.arange(size)
    edges = [np.clip(here + by, 0, size) for by in range(-3, 5)]
    spans = [(first, first + length) for length in (1, 2, 3, 4) for first in range(8 - length)]
    return [hashed(edges[first], edges[last]) for first, last in spans]


def _class_windows(classes: Hashes) -> list[Hashes]:
    around = [_shifted(classes, by) for by in (-2, -1)] + [classes]
    around += [_shifted(classes, by) for by in (1, 2)]
    narrow = (around[1] * np.uint64(10) + around[2]) * np.uint64(10) + around[3]
    return [narrow, (narrow * np.uint64(10) + around[0]) * np.uint64(10) + around[4]]


def _word_features(hashed: Substrings, words: _Words, size: int) -> list[Hashes]:
    here = np.arange(size)
    start, end = words.start, words.end
    rest = np.minimum(here + 1, end)
    place = np.minimum(here - start, 7).astype(np.uint64)
    left = np.minimum(end - here, 7).astype(np.uint64)
    near = np.minimum(place, np.uint64(3))
    near_end = np.minimum(left, np.uint64(3))
    many = np.uint64(31)
    before, after = (words.before_start, words.before_end), (words.after_start, words.after_end)
    after_two = hashed(after[0], np.minimum(after[0] + 2, after[1]))
    return [
        hashed(start, end) * many + place,
        hashed(start, np.maximum(rest, start)),
        hashed(np.minimum(here, end), end),
        hashed(rest, end) * np.uint64(7) + words.inside,
        hashed(start, np.minimum(start + 2, end)) * many + place,
        hashed(np.maximum(end - 2, start), end) * many + left,
        (place * np.uint64(8) + left) * np.uint64(2) + words.inside,
        hashed(*before) * many + near,
        hashed(np.maximum(before[1] - 2, before[0]), before[1]) * many + place,
        hashed(*after) * many + near_end,
        after_two * many + left,
        hashed(after[0], np.minimum(after[0] + 3, after[1])) * many + near_end,
        hashed(rest, end) * np.uint64(0x12345) + after_two,
    ]


def _list_features(hashed: Substrings, words: _Words, size: int) -> list[Hashes]:
    """Return what the word lists say of the pieces around every character."""
    lists = _lists()
    here = np.arange(size)
    start, end = words.start, words.end
    rest = np.minimum(here + 1, end)
    head = lists.bits(hashed(start, np.maximum(rest, start)))
    tail = lists.bits(hashed(rest, end)) * np.uint64(2) + (rest == end)
    before = lists.bits(hashed(words.before_start, words.before_end))
    after = lists.bits(hashed(words.after_start, words.after_end))
    first = lists.bits(hashed(start, np.minimum(start + 1, end)))
    endings = np.zeros(size, dtype=np.uint64)
    for length in (1, 2, 3, 4, 5):
        from_ = np.maximum(np.minimum(here, end) + 1 - length, start)
        bits = lists.bits(hashed(np.minimum(from_, rest), rest))
        endings |= np.where(rest - from_ == length, bits, np.uint64(0))
    place = np.minimum(here - start, 5).astype(np.uint64)
    left = np.minimum(end - here, 5).astype(np.uint64)
    shape = place * np.uint64(8) + left
    big, small = np.uint64(1 << 24), np.uint64(64)
    return [
        after * small + left,
        before * small + place,
        tail * small + place,
        head * big + tail,
        (first * big + after) * small + shape,
        endings * small + left,
        endings * big + tail,
        (tail * big + after) * small + place,
        (before * big + after) * small + shape,
    ]


def _tag_features(tag: Hashes, hashed: Substrings, words: _Words, size: int) -> list[Hashes]:
    here = np.arange(size)
    place = np.minimum(here - words.start, 4).astype(np.uint64)
    left = np.minimum(words.end - here, 4).astype(np.uint64)
    many = np.uint64(64)
    rest = np.minimum(here + 1, words.end)
    return [
        tag,
        _shifted(tag, -1) * many + tag,
        _shifted(tag, 1) * many + tag,
        (tag * many + left) * many + place,
        tag * np.uint64(0x3333) + hashed(rest, words.end),
    ]
