"""What the recogniser takes into a name and ours leave out: titles, legal marks, words of kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirebook.reading.lexicons import word_set
from wirebook.reading.model import EntityType

# A word, its full stop, and a blank, with more of the name to come.
_FIRST_WORD = re.compile(r"([A-Z][\w-]*)\.?\s+(?=\S)")
_LOWER_WORD = re.compile(r"(?<= )[a-z]+(?= )")
_STOPPED = re.compile(r"\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros)$")
_COMPOUND = re.compile(r"\w-(\w+)$")
_MARKS_BEFORE = re.compile(r"(?:㈜|\(주\)|\(유\)|주식회사 )\s*(?=\S)")
_MARKS_BEHIND = re.compile(r"\s*(?:㈜|\(주\)|\(유\)| 주식회사)$")
_KIND_BEFORE = re.compile(r"([가-힣]{2,8}) (?=\S)")


def trimmed(text: str, start: int, end: int, kind: EntityType) -> tuple[int, int]:
    """Return the span of a name as we print it; never an empty one.

    Without a title before a person ("President"), a legal mark or a word of kind beside an
    organisation ("㈜", a startup), or "-based"; with the full stop of "Jr." and "Inc.".
    """
    if text.startswith(".", end) and _STOPPED.search(text, start, end):
        end += 1
    compound = _COMPOUND.search(text, start, end)
    if compound is not None and compound.group(1) in word_set("en", "names", "compound_ends"):
        end = compound.start() + 1
    if kind == "PER":
        return _without_titles(text, start, end), end
    if kind == "ORG":
        return _without_marks(text, start, end)
    return start, end


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span of a name, or what stands on the sides of words that no name has inside it.

    "Norrel Research expect Dolvane" is two names.
    """
    for word in _LOWER_WORD.finditer(text, start, end):
        if word.group() in word_set("en", "names", "never_inside"):
            if text[start : word.start()].strip():
                yield start, start + len(text[start : word.start()].rstrip())
            start = word.end() + 1
    if start < end:
        yield start, end


def _without_titles(text: str, start: int, end: int) -> int:
    word = _FIRST_WORD.match(text, start, end)
    while word is not None and _is_title(word.group(1)):
        start = word.end()
        word = _FIRST_WORD.match(text, start, end)
    return start


def _is_title(word: str) -> bool:
    titles, parts = (word_set("en", "names", key) for key in ("titles", "title_parts"))
    return word in titles or word in parts


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    before = _MARKS_BEFORE.match(text, start, end)
    start = start if before is None else before.end()
    behind = _MARKS_BEHIND.search(text, start, end)
    end = end if behind is None or behind.start() == start else behind.start()
    kind = _KIND_BEFORE.match(text, start, end)
    if kind is not None and kind.group(1) in word_set("ko", "names", "org_nouns"):
        start = kind.end()
    return start, end


def names_nothing(name: str, kind: EntityType) -> bool:
    """Tell whether a name is none of ours: Latin letters without a capital, a mere kind.

    Careless writers' lower case is the lists' affair.
    """
    if name.islower():
        return True
    generic = word_set("ko", "names", "org_generic") | word_set("ko", "names", "org_nouns")
    return kind == "ORG" and name in generic - word_set("ko", "names", "acting_bodies")
