"""Features of text in Latin letters, one row a token: a run of letters and digits, or a mark."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from wirebook.reading.languages import ENGLISH
from wirebook.reading.lexicons import word_set
from wirebook.reading.names.gazetteer import fold
from wirebook.reading.names.recogniser.hashing import (
    Codes,
    Hashes,
    Indexes,
    Substrings,
    code_points,
    keyed,
)
from wirebook.reading.names.recogniser.tags import BEGIN, END, INSIDE, SINGLE
from wirebook.reading.names.recogniser.wordlists import WordLists, long_lists

_TOKEN = re.compile(r"[^\W_]+|[^\w\s]|_")
# The lists that features tell of; a list keeps its place here, which is its bit.
_LISTS = (
    (ENGLISH, "names", "titles"),
    (ENGLISH, "names", "roles"),
    (ENGLISH, "names", "speech_verbs"),
    (ENGLISH, "names", "verbs_of_companies"),
    (ENGLISH, "names", "company_before"),
    (ENGLISH, "names", "company_after"),
    (ENGLISH, "names", "verbs_of_persons"),
    (ENGLISH, "names", "demonyms"),
    (ENGLISH, "names", "org_heads"),
    ("any", "legal_forms", "behind"),
    (ENGLISH, "names", "loc_heads"),
    (ENGLISH, "names", "loc_first"),
    (ENGLISH, "names", "event_heads"),
    (ENGLISH, "names", "product_nouns"),
    (ENGLISH, "names", "name_particles"),
    (ENGLISH, "names", "openers"),
    (ENGLISH, "names", "not_names"),
    (ENGLISH, "names", "first_family_names"),
    (ENGLISH, "names", "korean_family_names"),
    (ENGLISH, "personal_names", "given"),
    (ENGLISH, "personal_names", "family"),
)
# Before the first token of a sentence and after its last.
_PAD = 2
# The longest name that is looked up in the long lists, in tokens.
_LONGEST_NAME = 4


@cache
def _lists() -> WordLists:
    return WordLists({1 << number: word_set(*place) for number, place in enumerate(_LISTS)})


def tokens(sentence: str) -> list[tuple[int, int]]:
    """Return the tokens of a sentence as (start, end)."""
    return [match.span() for match in _TOKEN.finditer(sentence)]


class _Tokens:
    """The tokens of all sentences in a row, with empty ones between the sentences."""

    def __init__(self, sentences: Sequence[str], cut: Sequence[Sequence[tuple[int, int]]]) -> None:
        text = "".join(sentences)
        starts: list[int] = [0] * _PAD
        ends: list[int] = [0] * _PAD
        rows: list[int] = []
        at = 0
        for sentence, spans in zip(sentences, cut, strict=True):
            rows += range(len(starts), len(starts) + len(spans))
            starts += [at + start for start, _ in spans] + [0] * _PAD
            ends += [at + end for _, end in spans] + [0] * _PAD
            at += len(sentence)
        self.start: Indexes = np.array(starts, dtype=np.int64)
        self.end: Indexes = np.array(ends, dtype=np.int64)
        self.rows: Indexes = np.array(rows, dtype=np.int64)
        self.offsets = np.concatenate([[0], np.cumsum([len(spans) for spans in cut])])
        self.codes = code_points(text)
        self.lower = code_points(fold(text))


def features(
    sentences: Sequence[str],
    cut: Sequence[Sequence[tuple[int, int]]],
    tags: Sequence[npt.NDArray[np.uint8]],
) -> tuple[Hashes, Indexes]:
    """Return the features of every token and where each sentence begins among them.

    ``cut`` holds the tokens of each sentence; ``tags`` as in :func:`korean.features`.
    """
    laid = _Tokens(sentences, cut)
    shape = _shapes(laid)
    lists = _lists().bits(Substrings(laid.codes)(laid.start, laid.end))
    found = [
        *_word_features(laid, shape),
        *_shape_features(laid, shape),
        *_list_features(laid, lists, shape),
    ]
    for tag in tags:
        found += _tag_features(_of_tokens(tag, laid), shape)
    found += _tag_features(_listed(laid), shape)
    table = np.empty((len(laid.rows), len(found)), dtype=np.uint64)
    for number, column in enumerate(found):
        table[:, number] = keyed(column[laid.rows], number + 1)
    return table, laid.offsets


def _listed(laid: _Tokens) -> Hashes:
    """Return the tag of every token in the long lists of places and companies, the longest first.

    These lists are too long and too ambiguous to name anything; they are evidence only.
    """
    lists = long_lists()
    exact = Substrings(laid.codes)
    count = len(laid.start)
    marked = np.zeros(count, dtype=np.uint64)
    for length in range(min(_LONGEST_NAME, count), 0, -1):
        start, end = laid.start[: count - length + 1], laid.end[length - 1 :]
        whole = (laid.end[: len(start)] > start) & (end > start)
        for step in range(1, length):
            whole &= laid.end[step : step + len(start)] > laid.start[step : step + len(start)]
        bits = np.where(whole, lists.bits(exact(start, np.maximum(start, end))), np.uint64(0))
        for at in np.flatnonzero(bits):
            if not marked[at : at + length].any():
                marked[at : at + length] = bits[at] * np.uint64(4) + np.uint64(INSIDE)
                marked[at + length - 1] = bits[at] * np.uint64(4) + np.uint64(END)
                marked[at] = bits[at] * np.uint64(4) + np.uint64(BEGIN if length > 1 else SINGLE)
    return marked


def _moved(values: Hashes, by: int) -> Hashes:
    """Return the value of the token ``by`` places further on, 0 beyond the ends."""
    moved = np.zeros_like(values)
    if by > 0:
        moved[:-by] = values[by:]
    elif by < 0:
        moved[-by:] = values[:by]
    else:
        moved = values
    return moved


def _word_features(laid: _Tokens, shape: Hashes) -> list[Hashes]:
    lower, exact = Substrings(laid.lower), Substrings(laid.codes)
    start, end = laid.start, laid.end
    word = lower(start, end)
    around = {by: _moved(word, by) for by in (-2, -1, 0, 1, 2)}
    pair = np.uint64(0x9E3779B97F4A7C15)
    three = np.maximum(end - 3, start)
    suffix = lower(three, end)
    found = [around[by] for by in (-2, -1, 0, 1, 2)]
    found += [
        exact(start, end),
        around[-1] * pair + word,
        word * pair + around[1],
        around[-2] * pair + around[-1],
        around[1] * pair + around[2],
        (around[-1] * pair + word) * pair + around[1],
        around[-1] * pair + around[1],
        exact(start, np.minimum(start + 2, end)),
        exact(start, np.minimum(start + 3, end)),
        exact(start, np.minimum(start + 4, end)),
        lower(np.maximum(end - 2, start), end),
        suffix,
        lower(np.maximum(end - 4, start), end),
        _moved(suffix, -1),
        _moved(suffix, 1),
        suffix * pair + shape,
        _moved(word, -1) * pair + shape,
        _moved(word, 1) * pair + shape,
        _moved(suffix, 1) * pair + shape,
    ]
    return found


def _shapes(laid: _Tokens) -> Hashes:
    """Return one number a token for its capitals, digits, length and whether it touches one."""
    codes, size = laid.codes, len(laid.codes)
    upper = _counts(codes != laid.lower, laid)
    digits = _counts((codes >= 48) & (codes <= 57), laid)
    letters = _counts(_is_letter(codes), laid)
    length = laid.end - laid.start
    safe = np.minimum(laid.start, max(size - 1, 0))
    first_upper = (codes[safe] != laid.lower[safe]) & (length > 0) if size else length > 0
    kind = np.select(
        [
            length == 0,
            letters + digits == 0,
            digits == length,
            (upper == length) & (length == 1),
            upper == length,
            first_upper & (upper == 1) & (digits == 0),
            first_upper,
            (upper == 0) & (digits == 0),
        ],
        [0, 1, 2, 3, 4, 5, 6, 7],
        8,
    )
    glued = (laid.start == np.roll(laid.end, 1)) & (length > 0)
    shapes: Hashes = (kind * 16 + np.minimum(length, 7) * 2 + glued).astype(np.uint64)
    return shapes


def _is_letter(codes: Codes) -> npt.NDArray[np.bool_]:
    low = codes | np.uint32(32)
    return ((low >= 97) & (low <= 122)) | (codes >= 0xC0)


def _counts(flags: npt.NDArray[np.bool_], laid: _Tokens) -> Indexes:
    """Return how many characters of each token have a flag."""
    sums = np.concatenate([[0], np.cumsum(flags)])
    counts: Indexes = sums[laid.end] - sums[laid.start]
    return counts


def _shape_features(laid: _Tokens, shape: Hashes) -> list[Hashes]:
    many = np.uint64(256)
    before, after = _moved(shape, -1), _moved(shape, 1)
    kind = shape >> np.uint64(4)
    is_first = np.zeros_like(shape)
    is_first[laid.rows[laid.offsets[:-1][np.diff(laid.offsets) > 0]]] = 1
    wide = kind
    for by in (-2, -1, 1, 2):
        wide = wide * np.uint64(16) + _moved(kind, by)
    return [
        shape * np.uint64(2) + is_first,
        before * many + shape,
        shape * many + after,
        wide,
        wide * np.uint64(2) + is_first,
    ]


def _list_features(laid: _Tokens, lists: Hashes, shape: Hashes) -> list[Hashes]:
    big = np.uint64(1 << 22)
    before, after = _moved(lists, -1), _moved(lists, 1)
    last = _last_of_run(laid, lists, shape)
    return [
        lists * np.uint64(256) + shape,
        before * np.uint64(256) + shape,
        after * np.uint64(256) + shape,
        before * big + lists,
        lists * big + after,
        _moved(lists, -2),
        _moved(lists, 2),
        last * np.uint64(256) + shape,
        last * big + lists,
    ]


def _last_of_run(laid: _Tokens, lists: Hashes, shape: Hashes) -> Hashes:
    """Return the lists of the last word in a token's run of capitalised words ("... Bank")."""
    kind = shape >> np.uint64(4)
    capital = (kind >= 3) & (kind <= 6)
    closes = capital & ~np.concatenate([capital[1:], [False]])
    here = np.arange(len(shape))
    ends = np.minimum.accumulate(np.where(closes, here, len(shape) - 1)[::-1])[::-1]
    last: Hashes = np.where(capital, lists[ends] + np.uint64(1), np.uint64(0))
    return last


def _of_tokens(tag: npt.NDArray[np.uint8], laid: _Tokens) -> Hashes:
    """Return the tags of tokens from those of their characters."""
    if not len(tag):
        return np.zeros(len(laid.start), dtype=np.uint64)
    first = tag[np.minimum(laid.start, len(tag) - 1)]
    last = tag[np.maximum(laid.end - 1, 0)]
    opens = ((first & 3) == BEGIN) | ((first & 3) == SINGLE)
    closes = ((last & 3) == END) | ((last & 3) == SINGLE)
    place = np.where(opens, np.where(closes, SINGLE, BEGIN), np.where(closes, END, INSIDE))
    of_token = np.where((first > 3) & (laid.end > laid.start), (first & ~np.uint8(3)) + place, 0)
    return of_token.astype(np.uint64)


def _tag_features(tag: Hashes, shape: Hashes) -> list[Hashes]:
    many = np.uint64(64)
    before, after = _moved(tag, -1), _moved(tag, 1)
    return [
        tag,
        before * many + tag,
        tag * many + after,
        tag * np.uint64(256) + shape,
        (before * many + tag) * many + after,
    ]
