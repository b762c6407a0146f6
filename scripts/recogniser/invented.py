"""Sentences of our own and other names in given sentences, so that context counts and not the name.

A copy of a sentence gets other names of the same types (Dai and Adel 2020 call it mention
replacement); patterns of financial and political news are filled with names at random.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from wirebook.reading.lexicons import word_set
from wirebook.reading.names import gazetteer

from recogniser.lists import companies, places
from recogniser.sentences import UNKNOWN, Sentence

PATTERNS = Path(__file__).resolve().parent / "patterns.yaml"
COPIED, PATTERN = "copied", "pattern"
_PLAIN = re.compile(r"[A-Z][\w&.' -]{2,32}")
_SLOT = re.compile(r"\{(PER|ORG|LOC|LAST|ROLE|DAY|NUMBER)\}")


@dataclass(frozen=True)
class Names:
    """Where names of each type come from."""

    person: Callable[[random.Random], str]
    organisations: Sequence[str]
    places: Sequence[str]

    def draw(self, kind: str, rng: random.Random) -> str:
        """Return a name of a type."""
        if kind == "PER":
            return self.person(rng)
        return rng.choice(self.organisations if kind == "ORG" else self.places)


@cache
def _written() -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load(PATTERNS.read_text(encoding="utf-8"))
    return written


@cache
def _people(key: str) -> list[str]:
    return str(_written()["names"][key]).split()


@cache
def _listed(key: str) -> list[str]:
    return sorted(word_set("en", "personal_names", key))


def _person_en(rng: random.Random) -> str:
    western = f"{rng.choice(_listed('given'))} {rng.choice(_listed('family'))}"
    initial = chr(rng.randrange(65, 91))
    korean = rng.choice(sorted(word_set("en", "names", "korean_family_names")))
    first, second = rng.sample(_people("korean_sounds"), 2)
    return rng.choice(
        [
            western,
            western,
            western.replace(" ", f" {initial}. "),
            f"{korean} {first}-{second.lower()}",
            f"{korean} {first} {second}",
            f"{rng.choice(_people('chinese_families'))} {rng.choice(_people('chinese'))}",
            f"{rng.choice(_people('japanese'))} {rng.choice(_people('japanese_families'))}",
        ]
    )


def english_names(listings: Path) -> Names:
    """Return English names: invented persons, listed companies, cities."""
    firms = [name for name in companies(listings) if _PLAIN.fullmatch(name)]
    cities = [name for name in places() if _PLAIN.fullmatch(name)]
    # Lists of tens of thousands would drown the names that news is about.
    return Names(_person_en, firms + _known("ORG") * 8, cities + _known("LOC") * 4)


def _person_ko(rng: random.Random) -> str:
    rare = sorted(word_set("ko", "names", "surnames"))
    first = rng.choice(rare if rng.random() < 0.2 else _people("korean_families"))
    return first + "".join(rng.choices(_people("korean_syllables"), k=2))


def korean_names(sentences: Sequence[Sentence]) -> Names:
    """Return Korean names: invented persons, the sentences' own organisations and places."""
    return Names(_person_ko, _mentioned(sentences, "ORG"), _mentioned(sentences, "LOC"))


def _mentioned(sentences: Sequence[Sentence], kind: str) -> list[str]:
    return sorted(
        {
            sentence.text[start:end]
            for sentence in sentences
            for start, end, type_ in sentence.spans
            if type_ == kind and end - start > 1
        }
    )


def _known(kind: str) -> list[str]:
    """Return the English names of a type in the gazetteer."""
    return sorted(
        known.name
        for known in gazetteer.load().known.values()
        if known.type == kind and _PLAIN.fullmatch(known.name)
    )


def copies(
    sentences: Sequence[Sentence], names: Names, share: float, seed: int
) -> Iterator[Sentence]:
    """Yield copies of a share of the sentences in which most names are others."""
    rng = random.Random(seed)
    for sentence in sentences:
        if not sentence.spans or rng.random() >= share:
            continue
        chosen = [
            names.draw(kind, rng)
            if kind != UNKNOWN and end - start > 2 and rng.random() < 0.8
            else sentence.text[start:end]
            for start, end, kind in sentence.spans
        ]
        yield _with_names(sentence, chosen)


def _with_names(sentence: Sentence, chosen: Sequence[str]) -> Sentence:
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    last = length = 0
    for (start, end, kind), name in zip(sentence.spans, chosen, strict=True):
        before = sentence.text[last:start]
        pieces += [before, name]
        length += len(before)
        spans.append((length, length + len(name), kind))
        length += len(name)
        last = end
    pieces.append(sentence.text[last:])
    return replace(sentence, text="".join(pieces), spans=tuple(spans), source=COPIED)


def patterns(lang: str, names: Names, count: int, seed: int) -> Iterator[Sentence]:
    """Yield sentences made of the patterns of a language, each pattern ``count`` times."""
    rng = random.Random(seed)
    written = _written()[lang]
    for pattern in written["sentences"]:
        for _ in range(count):
            text = ""
            spans = []
            last = 0
            for slot in _SLOT.finditer(pattern):
                text += pattern[last : slot.start()]
                kind = slot.group(1)
                if kind in ("PER", "ORG", "LOC", "LAST"):
                    drawn = names.draw("PER" if kind == "LAST" else kind, rng)
                    drawn = drawn.split()[-1] if kind == "LAST" else drawn
                    spans.append((len(text), len(text) + len(drawn), kind.replace("LAST", "PER")))
                else:
                    drawn = str(rng.choice(written[kind.lower()]))
                text += drawn
                last = slot.end()
            yield Sentence(text + pattern[last:], tuple(spans), PATTERN)
