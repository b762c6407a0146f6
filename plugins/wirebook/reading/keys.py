"""The keys by which SQL compares articles: lines, runs of words, numbers and names.

Equal keys mean "may be the same"; deciding is SQL's business. Keys are stable across machines and
versions of Python: they are hashes of normalised text (BLAKE2b, 8 bytes) or readable strings.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from wirebook.reading.model import Entity, Money, Zone
from wirebook.reading.names.romanise import skeleton
from wirebook.reading.names.words import without_translated

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_BLANK = re.compile(r"\s+")
_NUMBER = re.compile(r"(?<![\w.,-])(?:\d{1,3}(?:,\d{3}){1,9}|\d{1,15})(?:\.\d{1,6})?(?!\d)")
_DIGITS = re.compile(
    r"(?<![0-9.,])[0-9][0-9,]{1,20}(?:\.[0-9]{1,6})?|(?<![0-9.,])[0-9]\.[0-9]{1,6}"
)
_LATIN = re.compile(r"[A-Za-z](?:[A-Za-z'.-]{0,38}[A-Za-z])")
SHINGLE_WORDS = 3
# Every second fingerprint is enough to tell copies (4-stack, trap 16) and halves the join.
SHINGLE_SAMPLE = 2


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one article.

    ``line_hashes``: (start, end, hash) of every kept line, in order. ``shingles``: sorted
    fingerprints of three words in a row, a sample. ``number_keys``: sorted, such as "KRW:220e12"
    for a body amount and "num:9.2" for another distinctive number. ``name_keys``: sorted keys of
    the names in kept lines. ``translation_keys``: sorted numbers of two digits or more and words in
    Latin letters that have a capital, which a translation into any script keeps as they are.
    """

    line_hashes: tuple[tuple[int, int, int], ...]
    shingles: tuple[int, ...]
    number_keys: tuple[str, ...]
    name_keys: tuple[str, ...]
    translation_keys: tuple[str, ...]


def article_keys(
    text: str,
    lang: str | None,
    zones: Sequence[Zone],
    money: Sequence[Money],
    entities: Sequence[Entity],
) -> Keys:
    """Return the keys of one article; without zones the whole text counts as kept.

    ``lang`` is not needed: words are cut by script. Linear in the length of the text.
    """
    kept = [(z.start, z.end) for z in zones if z.keep] if zones else [(0, len(text))]
    return Keys(
        tuple((start, end, line_hash(text[start:end])) for start, end in kept),
        tuple(sorted(set(_shingles(text, kept)))),
        tuple(sorted({*_money_keys(money), *_numbers(text, kept)})),
        tuple(sorted(set(_names(entities, kept)))),
        tuple(sorted(set(_untranslated(text, kept)))),
    )


def line_hash(line: str) -> int:
    """Return the unsigned 64-bit hash of a line, blind to case, width and spacing."""
    return _fingerprint(_BLANK.sub(" ", unicodedata.normalize("NFKC", line).casefold()).strip())


@lru_cache(maxsize=65536)
def name_key(name: str) -> str:
    """Return the key under which a name meets its spellings in other scripts.

    The consonant skeleton of what sounds, and the things that its other words name ("KN
    semiconductor"), without the legal form that one text prints and the next one does not; a name
    of fewer than two consonants and no such word is its own key. Equal keys make candidates:
    whether the names agree is for :mod:`wirebook.reading.names.agreement` to say.
    """
    rest, things = without_translated(name)
    key = " ".join((skeleton(rest), *things)).strip()
    return key if len(key) > 1 else "=" + _BLANK.sub(" ", name.casefold()).strip()


def _fingerprint(text: str) -> int:
    digest = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _shingles(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[int]:
    words = [m.group() for start, end in kept for m in _WORD.finditer(text, start, end)]
    folded = [unicodedata.normalize("NFKC", word).casefold() for word in words]
    for at in range(len(folded) - SHINGLE_WORDS + 1):
        fingerprint = _fingerprint(" ".join(folded[at : at + SHINGLE_WORDS]))
        if fingerprint % SHINGLE_SAMPLE == 0:
            yield fingerprint


def _money_keys(money: Sequence[Money]) -> Iterator[str]:
    for amount in money:
        value = next((v for v in (amount.point, amount.low, amount.high) if v is not None), None)
        if amount.zone == "body" and value is not None:
            yield f"{amount.currency or '?'}:{_engineering(value)}"


def _engineering(value: Decimal) -> str:
    """Return a number as "220e12": the exponent is a multiple of three, nothing is rounded."""
    printed = value.normalize().to_eng_string().replace("E+", "e").replace("E", "e")
    digits, _, exponent = printed.partition("e")
    while not exponent and digits.endswith("000") and "." not in digits and len(digits) > 3:
        digits, exponent = digits[:-3], str(int(exponent or 0) + 3)
    return f"{digits}e{exponent}" if exponent else digits


def _numbers(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Yield numbers that two reports of one event share by more than chance."""
    for start, end in kept:
        for match in _NUMBER.finditer(text, start, end):
            printed = match.group().replace(",", "")
            is_year = len(printed) == 4 and printed[:2] in ("19", "20")
            if printed.isascii() and ("." in printed or (len(printed) >= 4 and not is_year)):
                yield f"num:{printed}"


def _names(entities: Sequence[Entity], kept: Sequence[tuple[int, int]]) -> Iterator[str]:
    starts = [start for start, _ in kept]
    for entity in entities:
        at = bisect_right(starts, entity.start) - 1
        if at >= 0 and entity.start < kept[at][1]:
            yield name_key(entity.name)


def _untranslated(text: str, kept: Sequence[tuple[int, int]]) -> Iterator[str]:
    for start, end in kept:
        for match in _DIGITS.finditer(text, start, end):
            number = match.group().replace(",", "")
            if len(number) > 1:
                yield number
        for match in _LATIN.finditer(text, start, end):
            word = match.group()
            if word != word.lower():
                yield word.lower()
