"""What the recogniser takes into a name and ours leave out: titles, legal marks, words of kind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wirebook.reading.languages import ENGLISH, KOREAN
from wirebook.reading.lexicons import word_set
from wirebook.reading.model import EntityType

# A word, its full stop, and a blank, with more of the name to come.
_FIRST_WORD = re.compile(r"([A-Z][\w-]*)\.?\s+(?=\S)")
_BETWEEN = re.compile(r"\s+(?:--|[—–-])\s+|\s*[;:|▷=…]\s*|\s+/\s+")
_OFFICER = re.compile(r"(?:[A-Z][\w.'’-]* ){2,3}(?=of [A-Z])")
_POSSESSIVE = re.compile(r"(?<=\w)['’]s?$")
# 美 코베인: the country of what follows, in one letter.
_COUNTRY_BEFORE = re.compile(r"[美中日英獨佛韓北露印臺濠伊] (?=\S)")
_LOWER_WORD = re.compile(r"(?<= )[a-z]+(?= )")
_STOPPED = re.compile(r"\b(?:Jr|Sr|Inc|Corp|Co|Ltd|Bros)$")
_COMPOUND = re.compile(r"\w-(\w+)$")
_MARKS_BEFORE = re.compile(r"(?:㈜|\(주\)|\(유\)|주식회사 )\s*(?=\S)")
_MARKS_BEHIND = re.compile(r"\s*(?:㈜|\(주\)|\(유\)| 주식회사)$")
_WORD_BEFORE = re.compile(r"([가-힣]{2,8}) (?=\S)")


def trimmed(text: str, start: int, end: int, kind: EntityType) -> tuple[int, int, EntityType]:
    """Return the span and type of a name as we print it; never an empty one.

    Without a title before a person ("President"), a legal mark or a word of kind beside an
    organisation ("㈜", a startup), a possessive, "-based"; with the full stop of "Inc.".
    """
    if text.startswith(".", end) and _STOPPED.search(text, start, end):
        end += 1
    possessive = _POSSESSIVE.search(text, start, end)
    end = end if possessive is None else possessive.start()
    country = _COUNTRY_BEFORE.match(text, start, end)
    start = start if country is None else country.end()
    compound = _COMPOUND.search(text, start, end)
    if compound is not None and compound.group(1) in word_set(ENGLISH, "names", "compound_ends"):
        end = compound.start() + 1
    if kind == "PER":
        officer = _OFFICER.match(text, start, end)
        end = end if officer is None else officer.end() - 1
        return _without_titles(text, start, end), end, kind
    if kind == "ORG":
        start, end = _without_marks(text, start, end)
    named = _after_kind(text, start, end)
    return named, end, kind if named == start else "ORG"


def parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the span of a name, or what stands between marks and words that no name has inside.

    "VELDEN -- Norrel Research expect Dolvane" is three names.
    """
    breaks = [(m.start(), m.end()) for m in _BETWEEN.finditer(text, start, end)]
    breaks += [
        (m.start() - 1, m.end() + 1)
        for m in _LOWER_WORD.finditer(text, start, end)
        if m.group() in word_set(ENGLISH, "names", "never_inside")
    ]
    for first, last in sorted(breaks):
        if start < first:
            yield start, first
        start = max(start, last)
    if start < end:
        yield start, end


def _without_titles(text: str, start: int, end: int) -> int:
    word = _FIRST_WORD.match(text, start, end)
    while word is not None and _is_title(word.group(1)):
        start = word.end()
        word = _FIRST_WORD.match(text, start, end)
    return start


def _is_title(word: str) -> bool:
    titles, parts = (word_set(ENGLISH, "names", key) for key in ("titles", "title_parts"))
    return word in titles or word in parts


def _without_marks(text: str, start: int, end: int) -> tuple[int, int]:
    before = _MARKS_BEFORE.match(text, start, end)
    start = start if before is None else before.end()
    behind = _MARKS_BEHIND.search(text, start, end)
    end = end if behind is None or behind.start() == start else behind.start()
    return start, end


def _after_kind(text: str, start: int, end: int) -> int:
    """Return where a name begins after the words that tell its kind ("a Velden startup X")."""
    at = start
    word = _WORD_BEFORE.match(text, at, end)
    while word is not None:
        at = word.end()
        if word.group(1) in word_set(KOREAN, "names", "org_nouns"):
            start = at
        word = _WORD_BEFORE.match(text, at, end)
    return start


def names_nothing(name: str, kind: EntityType) -> bool:
    """Tell whether a name is none of ours: Latin letters without a capital, a mere kind.

    Careless writers' lower case is the lists' affair.
    """
    if name.islower():
        return True
    if name.endswith(tuple(word_set(KOREAN, "names", "grants"))):
        return True
    generic = word_set(KOREAN, "names", "org_generic") | word_set(KOREAN, "names", "org_nouns")
    return kind == "ORG" and name in generic - word_set(KOREAN, "names", "acting_bodies")
