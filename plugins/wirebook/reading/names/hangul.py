"""Words of a Korean text: where a name ends and its particles begin.

Korean writes particles without a space (a name and "is", "of" or "to" are one written word), so
a name is found inside a word, and what is left of the word must be particles.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from wirebook.reading import lexicons
from wirebook.reading.languages import KOREAN

_HANGUL = re.compile(r"[가-힣]+")
MAX_TAIL = 8


@cache
def word_set(lang: str, key: str) -> frozenset[str]:
    """Return the words under a key of names.yaml."""
    return lexicons.word_set(lang, "names", key)


def is_hangul(char: str) -> bool:
    """Tell whether a character is a Hangul syllable."""
    return "가" <= char <= "힣"


@lru_cache(maxsize=1)
def _particles() -> re.Pattern[str]:
    listed = sorted(word_set(KOREAN, "particles"), key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, listed)) + "){1,3}")


@lru_cache(maxsize=1)
def _sure_particles() -> tuple[str, ...]:
    return tuple(sorted(word_set(KOREAN, "sure_particles"), key=len, reverse=True))


@lru_cache(maxsize=65536)
def is_particles(rest: str) -> bool:
    """Tell whether a rest of a word consists of particles only (an empty rest does)."""
    return not rest or (len(rest) <= MAX_TAIL and _particles().fullmatch(rest) is not None)


def tail(text: str, end: int) -> str:
    """Return the Hangul that follows without a space, at most one more than particles take."""
    found = _HANGUL.match(text, end, end + MAX_TAIL + 1)
    return found.group() if found else ""


def ends_in_consonant(word: str) -> bool:
    """Tell whether the last Hangul syllable has a final consonant."""
    return (ord(word[-1]) - ord("가")) % 28 > 0


# Particles that come in pairs, one after a consonant and one after a vowel.
_AFTER_CONSONANT = ("은", "이", "을", "과", "으로")
_AFTER_VOWEL = ("는", "가", "를", "와", "라는", "란", "였다")


def stem(word: str, shortest: int = 2) -> str:
    """Return a Hangul word without the particle it ends in, if ``shortest`` syllables remain.

    The particle must fit the syllable before it, so that a name which merely ends like one stays.
    """
    for particle in _sure_particles():
        rest = word[: -len(particle)]
        if len(rest) < shortest or not word.endswith(particle) or not is_hangul(rest[-1]):
            continue
        closed = ends_in_consonant(rest)
        if closed and particle.startswith(_AFTER_VOWEL) and particle != "라는":
            continue
        if not closed and particle.startswith(_AFTER_CONSONANT):
            continue
        return rest
    return word
