"""Word lists as patterns: plain alternations, trees of shared beginnings, and where words begin."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby

NEVER = "(?!)"


def any_of(words: Iterable[str], space: str = r"\s?") -> str:
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


def one_of(words: Iterable[str]) -> str:
    """Return a pattern that matches the longest of ``words`` found at a place, never nothing.

    The words are laid out as a tree of shared beginnings, so that a long list costs about as much
    as a short one (``re`` tries the branches of a plain alternation one after the other).
    """
    tree: dict[str, dict] = {}  # type: ignore[type-arg]
    for word in words:
        node = tree
        for letter in word:
            node = node.setdefault(letter, {})
        node[""] = {}
    return _branches(tree) if tree else r"(?!)"


def _branches(tree: dict[str, dict]) -> str:  # type: ignore[type-arg]
    ends_here = "" in tree
    branches = [_escape(letter) + _branches(rest) for letter, rest in tree.items() if letter != ""]
    if not branches:
        return ""
    body = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    if not ends_here:
        return body
    return f"(?:{body})?" if len(branches) == 1 else body + "?"


def _escape(letter: str) -> str:
    # A space in a word stands for any single blank, a line break included.
    return r"[ \u00a0\n]" if letter == " " else re.escape(letter)


def char_class(letters: Iterable[str]) -> str:
    """Return a character class of ``letters`` (one that matches nothing if there are none)."""
    found = sorted(set(letters))
    return f"[{''.join(re.escape(letter) for letter in found)}]" if found else r"(?!)"


# What may stand right before a word in running text, a letter never.
_BEFORE_A_WORD = " \u00a0\u202f\n\t\r\"'“”‘’«»()[]{}<>-–—/:;,.!?~*_|=+&#、。，（）「」『』·"


class Anchor:
    """Finds, cheaply, the places where one of many words may begin.

    The pattern begins with one class of characters, so that the engine skips all others at once:
    a word of Latin letters is found by the blank before it, any other by its first character.
    ``after`` are further characters that may stand right before a word. The ``lone`` characters
    count only before one of ``ahead`` (a syllable that is a number only beside another).
    """

    def __init__(
        self,
        words: Iterable[str],
        after: str = "",
        lone: Iterable[str] = (),
        ahead: Iterable[str] = (),
    ) -> None:
        listed = {str(word) for word in words}
        latin = {word for word in listed if word[0].isascii() and word[0].isalpha()}
        self._singles = frozenset(word[0] for word in listed - latin)
        sure = self._singles - set(lone)
        heads = {head for w in latin for head in (w[:2], w.capitalize()[:2], w.upper()[:2])}
        first = char_class(self._singles | (set(_BEFORE_A_WORD + after) if latin else set()))
        self._pattern = re.compile(
            rf"{first}(?:(?<={char_class(sure)})"
            rf"|(?<={char_class(self._singles - sure)})(?={char_class(ahead)})"
            rf"|(?={one_of(heads)}))"
        )
        self._opening = re.compile(one_of(heads))

    def next(self, text: str, start: int) -> tuple[int, int] | None:
        """Return the next place at or after ``start`` and where to go on if nothing is there."""
        if start == 0 and self._opening.match(text) is not None:
            return 0, 1
        m = self._pattern.search(text, start)
        if m is None:
            return None
        at = m.start()
        return (at if text[at] in self._singles else m.end()), m.end()


class Endings:
    """Rules out, cheaply, that one of many words ends at a place, a blank or two behind it.

    What may stand right before a number is found by a search that ends there, and such a search
    begins at every character before it; the last two characters nearly always tell that none will
    end.
    """

    def __init__(self, words: Iterable[str]) -> None:
        tails = {word.rstrip()[-2:].lower() for word in words}
        self._tails = frozenset(tail[-1:] if " " in tail else tail for tail in tails)

    def possible(self, text: str, end: int) -> bool:
        """Whether a word may end at ``end``: never False where one does."""
        last = text[max(0, end - 4) : end].rstrip(_BLANKS).lower()
        return last[-2:] in self._tails or last[-1:] in self._tails


_BLANKS = " \u00a0\n"
