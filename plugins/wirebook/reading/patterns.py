"""Patterns made from word lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

NEVER = "(?!)"


def one_of(words: Iterable[str], space: str = r"\s?") -> str:
    """Return a pattern of words, longest first; ``space`` stands for the spaces inside them.

    Words are grouped by their first character, which lets the engine skip most positions. A list
    without words never matches.
    """
    listed = sorted(set(words), key=lambda word: (word[:1], -len(word), word))
    if not listed:
        return NEVER
    groups = [
        _group(first, [word[1:] for word in members], space)
        for first, members in groupby(listed, key=lambda word: word[:1])
    ]
    return f"(?:{'|'.join(groups)})"


def _group(first: str, rests: list[str], space: str) -> str:
    escaped = [re.escape(rest).replace(r"\ ", space) for rest in rests]
    head = re.escape(first) if first else ""
    return f"{head}(?:{'|'.join(escaped)})" if len(escaped) > 1 else head + escaped[0]


def cases(words: Iterable[str]) -> list[str]:
    """Return words in the cases that print uses: as listed, Capitalised, Title Case, CAPITALS."""
    return [
        form
        for word in words
        for form in dict.fromkeys((word, word[:1].upper() + word[1:], word.title(), word.upper()))
    ]
