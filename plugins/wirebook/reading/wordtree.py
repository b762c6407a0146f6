"""Word lists as regular expressions: a tree of shared beginnings, fast for long lists."""

from __future__ import annotations

import re
from collections.abc import Iterable


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
