"""Words that names translate ("Electronics", 전자, 电子), whatever the rest of the name is."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache

from wirebook.reading.languages import CHINESE, ENGLISH, JAPANESE, KOREAN
from wirebook.reading.lexicons import lexicon, word_set
from wirebook.reading.names.legal_forms import around, folded_legal_forms

_SIDES = (KOREAN, ENGLISH, CHINESE, JAPANESE)
_LONGEST = 3
# A thing that names may leave out is none.
_NOTHING = "corporation"


@cache
def _rows() -> tuple[dict[str, tuple[str, ...]], ...]:
    return tuple(
        {lang: tuple(row.get(lang, ())) for lang in _SIDES}
        for row in lexicon("any", "name_words")["words"]
    )


@cache
def concepts(lang: str) -> dict[str, str]:
    """Return the words of one language and the thing that each stands for."""
    found: dict[str, str] = {}
    for row in _rows():
        for word in row[lang]:
            found.setdefault(word, row[ENGLISH][0])
    return found


@cache
def _translations(lang: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in _rows():
        phrases = tuple(phrase.replace(" ", "").replace("-", "") for phrase in row[ENGLISH])
        for word in row[lang]:
            found[word] = (*found.get(word, ()), *phrases)
    return found


def translations(lang: str, word: str) -> tuple[str, ...]:
    """Return what English names write for a word, without blanks; empty if no list has it."""
    return _translations(lang).get(word, ())


@lru_cache(maxsize=65536)
def without_translated(name: str) -> tuple[str, tuple[str, ...]]:
    """Return the part of a name that is spelt by sound, and the things that its words translate.

    The first word of a name in Latin letters, and two characters of any other, always sound, unless
    nothing but translated words is left.
    """
    plain = unicodedata.normalize("NFKC", around().sub(" ", name)).strip()
    words = _without_forms(plain.split())
    things: list[str] = []
    sounding: list[str] = []
    at = 0
    while at < len(words):
        found = _phrase_at(words, at)
        if found is None:
            sounding += _without_ends(words[at], things)
            at += 1
        else:
            length, thing = found
            things.append(thing)
            at += length
    return " ".join(sounding), tuple(sorted(set(things) - {_NOTHING}))


def _without_forms(words: list[str]) -> list[str]:
    """Return words without legal forms at the end, and without the "of" of English."""
    while len(words) > 1 and words[-1].rstrip(".,").lower() in folded_legal_forms():
        words = words[:-1]
    return [word for word in words if word.lower() not in ("of", "the", "and", "&")]


def _phrase_at(words: Sequence[str], at: int) -> tuple[int, str] | None:
    """Return how many words from here name a thing, and the thing."""
    for length in range(min(_LONGEST, len(words) - at), 0, -1):
        phrase = " ".join(words[at : at + length]).lower().rstrip(",.")
        thing = _all_concepts().get(phrase)
        if thing is not None and len(phrase) > 1:
            return length, thing
    return None


def _without_ends(word: str, things: list[str]) -> list[str]:
    """Return what is left of a written word without the translated words at its ends."""
    if word.isascii():
        return [word]
    low = word.lower()
    for size in range(len(low) - 1, 1, -1):
        head, end = low[:-size], low[-size:]
        if end in _all_concepts():
            things.append(_all_concepts()[end])
            return (
                _without_ends(word[: len(head)], things) if len(head) > 1 else [word[: len(head)]]
            )
    for size in range(len(low) - 1, 1, -1):
        if low[:size] in _all_concepts():
            things.append(_all_concepts()[low[:size]])
            return [word[size:]]
    if low in _all_concepts():
        things.append(_all_concepts()[low])
        return []
    return [word]


@cache
def _all_concepts() -> dict[str, str]:
    found: dict[str, str] = {}
    for lang in _SIDES:
        for word, thing in concepts(lang).items():
            found.setdefault(word, thing)
    return found


@cache
def club_words() -> frozenset[str]:
    """Return what sports clubs add to a name that is a company's or a town's, lower case."""
    return word_set("any", "name_words", "clubs")
