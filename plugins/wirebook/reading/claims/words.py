"""The claim words of a language, compiled once.

The lists are ``lexicon/<language>/claims.yaml``; their entries are regular expression fragments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from wirebook.reading.languages import ENGLISH, KOREAN
from wirebook.reading.lexicons import lexicon

# Matches nothing: the pattern of an empty list.
NOTHING = re.compile(r"(?!)")


def any_of(fragments: Iterable[str]) -> str:
    """Return one alternation of the fragments, the longest first."""
    return "|".join(sorted(fragments, key=len, reverse=True)) or "(?!)"


@cache
def claim_words(lang: str) -> dict[str, Any]:
    """Return the claim lexicon of a language; empty where there is none."""
    return lexicon(lang, "claims")


def _fragments(lang: str, keys: tuple[str, ...]) -> Iterable[str]:
    found: Any = claim_words(lang)
    for key in keys:
        found = found.get(key, {})
    return found if isinstance(found, list) else [found] if isinstance(found, str) else ()


@cache
def whole_words(lang: str, *keys: str) -> re.Pattern[str]:
    """Compile a list of the lexicon to match whole words, without regard to case."""
    fragments = _fragments(lang, keys)
    if not fragments:
        return NOTHING
    return re.compile(rf"(?<![\w'-])(?:{any_of(fragments)})(?![\w-])", re.IGNORECASE)


@cache
def substrings(lang: str, *keys: str) -> re.Pattern[str]:
    """Compile a list of the lexicon to match anywhere: languages that glue endings on."""
    fragments = _fragments(lang, keys)
    return re.compile(any_of(fragments)) if fragments else NOTHING


def is_public(name: str, kind: str | None) -> bool:
    """Tell whether a name is that of a public body, by its words in Korean or English.

    A country or a person is none: what China or a president puts in may be anything.
    """
    if kind in ("PER", "LOC"):
        return False
    korean = substrings(KOREAN, "public_bodies").search(name)
    return (korean or whole_words(ENGLISH, "public_bodies").search(name)) is not None
