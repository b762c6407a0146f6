"""One text with everything read from it so far, and the sentence around a place in it.

All offsets are code points of the text. Look-ups are by bisection and sentences are searched in a
bounded window, so a text of any length costs time linear in its amounts.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TypeVar

from wirebook.reading.model import Entity, EntityType, Money, Period, Quote, Zone

# A sentence longer than this on either side of its amount is cut: what decides stands near.
WINDOW = 500
# Nor does it reach over more amounts than this on either side: a page of nothing but amounts
# would be read once for each of them.
_NEIGHBOURS = 8

_STOP = re.compile(
    r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[•-]*[A-Z0-9가-힣$€£¥₩])"
    r"|(?<=[a-z][a-z])\.(?=[A-Z][a-z])"
    r"|(?<=[다요죠까])[.!?]+[\"'”’)\]]*(?=\s|$|[가-힣A-Z])"
    r"|[。！？][」』”’）]*"
    r"|\n\s*"
)
# "U.S. exports", "Inc. said", "J. Trump": a full stop that ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Za-z]|Inc|Corp|Ltd|Co|Mr|Mrs|Ms|Dr|St|Gen|Gov|Sen|Rep|No|vs|Jr|Sr|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec))\.$"
)

Span = TypeVar("Span", Money, Period, Entity, Quote, Zone)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence (or table row, or bullet) as a span of the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A thing that a sentence names, under its canonical name where the entity is known.

    ``entity_id`` is that of the entity it was found as; words that no list has found have none.
    """

    start: int
    end: int
    name: str
    type: EntityType | None
    is_known: bool = False
    entity_id: str | None = None

    @classmethod
    def of(cls, entity: Entity) -> Name:
        """Return an entity as the thing that is named at its place."""
        known = entity.entity_id is not None
        return cls(entity.start, entity.end, entity.name, entity.type, known, entity.entity_id)


# "LONDON, Feb 5 (Albion Newswire) - ", "SEOUL (Albion Newswire) -- ", "(Seoul=Agency) ", at a
# line's beginning; and a line that says where on a site one is: "Albion > Markets".
_DATELINE = re.compile(
    r"^[ \t]*(?:\([^()\n=]{1,20}=[^()\n]{2,20}\)"
    r"|(?:[A-Z][^\n()\d]{1,40}\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?"
    r" \d{1,2}(?:, \d{4})? ?(?:\([^()\n]{2,40}\) ?)?"
    r"|[A-Z]{2}[A-Z .,'’/]{1,40}\([^()\n]{2,40}\) ?)(?:--|[-–—])(?= )"
    r"|[^\n<>»]{1,60} [>»] [^\n<>]{1,80}$)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Page:
    """The text and its mentions; the input of every rule of this package."""

    text: str
    zones: Sequence[Zone]
    money: Sequence[Money]
    periods: Sequence[Period]
    entities: Sequence[Entity]
    quotes: Sequence[Quote]
    published_on: date | None

    @cached_property
    def lower_words(self) -> frozenset[str]:
        """Words that the text writes in lower case: they are no names at a sentence's start."""
        return frozenset(re.findall(r"\b[a-z]{2,}\b", self.text))

    @cached_property
    def _starts(self) -> dict[int, list[int]]:
        groups: tuple[Sequence[Money | Period | Entity | Quote | Zone], ...] = (
            self.zones,
            self.money,
            self.periods,
            self.entities,
            self.quotes,
        )
        return {id(group): [span.start for span in group] for group in groups}

    @cached_property
    def _entity_ids(self) -> dict[str, str]:
        """The known entities by their names and the words that the text has for them."""
        found: dict[str, str] = {}
        for entity in self.entities:
            if entity.entity_id is not None:
                found.setdefault(entity.name, entity.entity_id)
                found.setdefault(entity.surface, entity.entity_id)
        return found

    def entity_id(self, name: Name | None) -> str | None:
        """Return what a name was found as; words, as the entity that the text calls so."""
        if name is None or name.entity_id is not None:
            return name.entity_id if name is not None else None
        return self._entity_ids.get(name.name)

    def between(self, group: Sequence[Span], start: int, end: int) -> Sequence[Span]:
        """Return the spans of one of the page's lists that begin in [start, end)."""
        found = self.numbers(group, start, end)
        return group[found.start : found.stop]

    def numbers(self, group: Sequence[Span], start: int, end: int) -> range:
        """Return where in one of the page's lists the spans stand that begin in [start, end)."""
        starts = self._starts[id(group)]
        return range(bisect_left(starts, start), bisect_left(starts, end))

    def covering(self, group: Sequence[Span], at: int) -> Span | None:
        """Return the last span of the list that begins at or before ``at`` and ends after it."""
        index = bisect_right(self._starts[id(group)], at) - 1
        return group[index] if index >= 0 and at < group[index].end else None

    def is_told(self, at: int) -> bool:
        """Tell whether a place is in what the article itself says: not around it, nor in the
        dateline that says where, when and by which agency it was written."""
        zone = self.covering(self.zones, at)
        if zone is not None and not zone.keep:
            return False
        k = bisect_right(self._datelines, (at, len(self.text))) - 1
        return k < 0 or self._datelines[k][1] <= at

    @cached_property
    def is_article(self) -> bool:
        """Whether the text is an article alone, with nothing of a page around it."""
        return all(zone.keep for zone in self.zones)

    @cached_property
    def _datelines(self) -> list[tuple[int, int]]:
        return [match.span() for match in _DATELINE.finditer(self.text)]

    def line(self, at: int) -> tuple[int, int]:
        """Return the zone's line around ``at``, or the bare line where there are no zones."""
        zone = self.covering(self.zones, at)
        if zone is not None:
            return zone.start, zone.end
        start = self.text.rfind("\n", max(0, at - WINDOW), at) + 1
        end = self.text.find("\n", at, at + WINDOW)
        return max(start, at - WINDOW, 0), end if end >= 0 else min(len(self.text), at + WINDOW)

    def sentence(self, at: int, length: int = 0) -> Sentence:
        """Return the sentence around the span that starts at ``at``."""
        low, high = self.line(at)
        low, high = max(low, at - WINDOW), min(high, at + length + WINDOW)
        index = bisect_left(self._starts[id(self.money)], at)
        if index > _NEIGHBOURS:
            low = max(low, self.money[index - _NEIGHBOURS].start)
        if index + _NEIGHBOURS < len(self.money):
            high = min(high, self.money[index + _NEIGHBOURS].start)
        # One character more, for an amount that opens its sentence: "About $5 million went to".
        start = max((stop for stop in self._stops(low, at + 1) if stop <= at), default=low)
        end = next(iter(self._stops(at + length, high)), high)
        return Sentence(start, end, self.text[start:end])

    @cached_property
    def _sentences(self) -> dict[int, Sentence]:
        return {m.start: self.sentence(m.start, m.end - m.start) for m in self.money}

    def sentence_of(self, money: Money) -> Sentence:
        """Return the sentence around one of the page's amounts: asked for often, found once."""
        return self._sentences[money.start]

    def _stops(self, low: int, high: int) -> list[int]:
        """Return where sentences end within [low, high)."""
        stops = []
        for match in _STOP.finditer(self.text, low, high):
            head = self.text[max(low, match.start() - 8) : match.start() + 1]
            if not head.endswith(".") or _ABBREVIATION.search(head) is None:
                stops.append(match.end())
        return stops

    @cached_property
    def stops(self) -> list[int]:
        """Where the sentences of the whole text end: asked for each claim, found once."""
        return self._stops(0, len(self.text))

    def before(self, sentence: Sentence) -> Sentence | None:
        """Return the nearest kept sentence in front of this one."""
        at = sentence.start - 1
        while at >= 0 and self.text[at].isspace():
            at -= 1
        if at < 0:
            return None
        zone = self.covering(self.zones, at)
        if zone is not None and not zone.keep:
            return None
        low, _ = self.line(at)
        low = max(low, at - WINDOW)
        stops = [stop for stop in self._stops(low, at) if stop <= at]
        start = stops[-1] if stops else low
        return Sentence(start, at + 1, self.text[start : at + 1])

    def speaker(self, at: int) -> Name | None:
        """Return who says the words at ``at``, where they stand in a direct quotation."""
        quote = self.covering(self.quotes, at)
        if quote is None or quote.kind != "direct" or quote.speaker is None:
            return None
        return Name(0, 0, quote.speaker, None, True, quote.speaker_entity_id)
