"""Cue words found in a text, each under the concept that it stands for.

The lists are ``lexicon/<language>/claim_cues.yaml``. One pass over the text finds all of them,
however many there are; a cue inside a longer one ("profit" in "operating profit") is dropped.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from wirebook.reading import languages
from wirebook.reading.lexicons import lexicon
from wirebook.reading.names.gazetteer import fold


class Cue(NamedTuple):
    """A cue word in the text and its concept."""

    start: int
    end: int
    concept: str


class _Finder:
    """The compiled cues of one language."""

    def __init__(self, lang: str) -> None:
        concepts: dict[str, list[tuple[str, bool, bool]]] = {}
        for concept, words in lexicon(lang, "claim_cues").items():
            for word in words:
                literal = word.strip("^~").lower()
                opens = lang != languages.KOREAN or word.startswith("^")
                closes = lang != languages.KOREAN and not word.endswith("~")
                concepts.setdefault(literal, []).append((concept, opens, closes))
        self._concepts = list(concepts.items())
        literals = [literal for literal, _ in self._concepts]
        self._machine = AhoCorasick(literals, matchkind=MatchKind.Standard) if literals else None

    def find(self, text: str) -> list[Cue]:
        if self._machine is None:
            return []
        low = fold(text)
        found: list[tuple[int, int, str]] = []
        for number, start, end in self._machine.find_matches_as_indexes(low, overlapping=True):
            before = start > 0 and low[start - 1].isalnum()
            after = end < len(low) and low[end].isalnum()
            for concept, opens, closes in self._concepts[number][1]:
                if not (opens and before) and not (closes and after):
                    found.append((start, -end, concept))
        found.sort()
        cues: list[Cue] = []
        longest = (0, 0)
        for start, negative, concept in found:
            span = (start, -negative)
            if span != longest and span[1] <= longest[1]:
                continue
            if span[1] > longest[1]:
                longest = span
            cues.append(Cue(start, span[1], concept))
        return cues


@cache
def _finder(lang: str) -> _Finder:
    return _Finder(lang)


def find_cues(lang: str, text: str) -> list[Cue]:
    """Return the cues of a text, sorted by start; none for a language without a list."""
    return _finder(lang).find(text)
