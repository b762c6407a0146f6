"""The list of known names: dbt's seeds ``entities`` and ``entity_aliases``, searched in one pass.

The reader and dbt load the same two files, so a name links to the same entity in both. The
automaton is built at first use and kept for the process, by the files' paths and times.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from wirebook import settings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import EntityType
from wirebook.reading.names.hangul import is_hangul, is_particles, tail, word_set

_SURROGATES = re.compile("[\ud800-\udfff]")
_SPLIT_SCRIPTS = re.compile(r"(?<=[A-Za-z0-9])(?=[가-힣])|(?<=[가-힣])(?=[A-Za-z0-9])")


@dataclass(frozen=True, slots=True)
class Known:
    """One entity of the seeds; ``parent`` and ``qid`` are None where the seeds say nothing."""

    entity_id: str
    name: str
    type: EntityType
    qid: str | None
    parent: str | None
    country: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An alias found in a text at a place where a name may stand."""

    start: int
    end: int
    known: Known
    is_context_needed: bool
    is_lower_case: bool


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    known: Known
    is_context_needed: bool


class Gazetteer:
    """All aliases of the seeds and the automaton over them."""

    def __init__(self, known: dict[str, Known], aliases: list[_Alias]) -> None:
        self.known = known
        self._by_pattern: dict[str, list[_Alias]] = {}
        for alias in aliases:
            for spelling in _spellings(alias.text):
                self._by_pattern.setdefault(fold(spelling), []).append(alias)
        self._patterns = list(self._by_pattern)
        self._automaton = AhoCorasick(self._patterns) if self._patterns else None

    def find(self, text: str) -> Iterator[Hit]:
        """Yield every alias that stands alone in the text, overlapping ones included."""
        if self._automaton is None:
            return
        folded = fold(text)
        for number, start, end in self._automaton.find_matches_as_indexes(folded, overlapping=True):
            if not stands_alone(text, start, end):
                continue
            surface = text[start:end]
            is_people = text.startswith("인", end) and is_hangul(text[end - 1])
            for alias in self._by_pattern[self._patterns[number]]:
                written = _case(surface, alias)
                if written is not None and not (is_people and alias.known.type == "LOC"):
                    yield Hit(start, end, alias.known, alias.is_context_needed, written)


def fold(text: str) -> str:
    """Lower-case a text without moving a character; lone surrogates become U+FFFD."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return _SURROGATES.sub("\ufffd", low)


def _case(surface: str, alias: _Alias) -> bool | None:
    """Return False for a name's own letters, True for lower case, None for neither.

    Places only may be in lower case (careless pages print "beijing"); a heading may print any
    longer name in capitals.
    """
    if surface.replace(" ", "") == alias.text.replace(" ", ""):
        return False
    if surface.isupper() and len(surface) >= 4:
        return False
    if surface.islower() and alias.known.type == "LOC" and len(surface) >= 4:
        return True
    return None


def _spellings(alias: str) -> set[str]:
    """Return an alias as Korean writers space it: before Latin letters and before a head word."""
    spellings = {alias}
    if not any(is_hangul(char) for char in alias):
        return spellings
    spellings.add(_SPLIT_SCRIPTS.sub(" ", alias))
    if len(alias) > 4:
        spellings.add(alias.replace(" ", ""))
    for head in word_set(KOREAN, "org_suffixes"):
        at = len(alias) - len(head)
        if at >= 2 and len(head) >= 2 and alias.endswith(head) and alias[at - 1] != " ":
            spellings.add(f"{alias[:at]} {head}")
    return spellings


def stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a span is a whole word, for Hangul one that only particles follow.

    Han and Kana have no word boundaries: any place will do for them, except beside Hangul.
    """
    first, last = text[start], text[end - 1]
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    if _has_boundaries(first) and _has_boundaries(before):
        return False
    if not _has_boundaries(last):
        return not is_hangul(after) or is_particles(tail(text, end))
    if is_hangul(after):
        return is_particles(tail(text, end))
    if is_hangul(last):
        return not after.isdigit() or after.isspace()
    return not (after.isalnum() and _has_boundaries(after)) and after != "_"


def _has_boundaries(char: str) -> bool:
    """Tell whether a character belongs to a script that separates words (and is a letter)."""
    return char.isalnum() and not ("\u3040" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff")


@lru_cache(maxsize=4)
def _load(folder: Path, stamp: tuple[int, int]) -> Gazetteer:
    known: dict[str, Known] = {}
    aliases: list[_Alias] = []
    entities = folder / "entities.csv"
    if not entities.is_file():
        return Gazetteer({}, [])
    with entities.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            known[row["entity_id"]] = Known(
                row["entity_id"],
                row["name_en"],
                row["type"],  # type: ignore[arg-type]  # the seed's test holds the five values
                row["wikidata_qid"] or None,
                row["parent_entity_id"] or None,
                row["country"] or None,
                row["source"],
            )
    with (folder / "entity_aliases.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            needed = row["is_context_needed"] == "true"
            aliases.append(_Alias(row["alias"], known[row["entity_id"]], needed))
    return Gazetteer(known, aliases)


def load() -> Gazetteer:
    """Return the gazetteer of the seeds in force; built once per process and version of them."""
    folder = settings.seeds_dir()
    stamp = tuple(
        path.stat().st_mtime_ns if path.is_file() else 0
        for path in (folder / "entities.csv", folder / "entity_aliases.csv")
    )
    return _load(folder, (stamp[0], stamp[1]))
