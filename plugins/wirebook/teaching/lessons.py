"""Annotated articles as the models see them: each text's situation, and the right answers in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from wirebook.reading.claims.features.periods import When
from wirebook.reading.claims.name_edges import trimmed
from wirebook.reading.claims.page import Page
from wirebook.reading.claims.rules import read_drafts
from wirebook.reading.claims.situation import Situation
from wirebook.reading.model import Reading, as_json
from wirebook.reading.names.finder import read_both
from wirebook.reading.reader import PARTS, read
from wirebook.teaching.corpus import Article
from wirebook.teaching.score import is_named, matched

_BEFORE_CLAIMS = tuple(part for part in PARTS if part != "claims")


@dataclass
class Lesson:
    """One article: what was read before the claims, and the annotated claims on it.

    ``told`` has the annotated claim of each amount read that was found to be one annotated, by
    the amount's index; claims that two careful readers would differ on are left out.
    """

    article: Article
    reading: Reading
    page: Page
    situation: Situation | None
    told: Mapping[int, Mapping[str, Any]]
    hits: Mapping[int, int]

    @cached_property
    def facts(self) -> dict[int, str]:
        """The fact that each amount read tells, by the amount's index; unsure ones as well."""
        return {
            self.hits[c["money"]]: str(c["fact"])
            for c in self.article.row["claims"]
            if c["money"] in self.hits
        }

    def tells(self, options: Sequence[int], fact: str | None) -> set[int]:
        """Return the options, none being 0, that tell a fact; none where there is no fact."""
        if fact is None:
            return {0}
        return {1 + n for n, i in enumerate(options) if self.facts.get(i) == fact}

    @staticmethod
    def spans(options: Sequence[When], claim: Mapping[str, Any]) -> set[int]:
        """Return the options, none being 0, that are the period of a claim: to the day if one is,
        else to the year of its end."""
        end = claim["horizon_end"]
        if end is None:
            return {0, *(1 + n for n, o in enumerate(options) if o.span.end is None)}
        days = {1 + n for n, o in enumerate(options) if str(o.span.end) == end}
        return days or {1 + n for n, o in enumerate(options) if str(o.span.end)[:4] == end[:4]}

    @cached_property
    def right(self) -> dict[int, set[int]]:
        """The options that name each amount's subject, nobody being 0; none for no match."""
        found: dict[int, set[int]] = {}
        if self.situation is None:
            return found
        cast = self.situation.actors.cast.candidates
        for i, claim in self.told.items():
            if claim["subject"] is None:
                continue
            groups = [claim["subject"], *claim["joint"]]
            options = self.situation.options.get(i, [])
            if not claim["subject"]:
                found[i] = {0}
            else:
                found[i] = {1 + n for n, o in enumerate(options) if is_named(groups, cast[o].name)}
        return found


def lesson(article: Article) -> Lesson:
    """Return the lesson of an annotated article."""
    row = article.row
    reading = read(
        row["text"], lang=row["lang"], published_on=article.published_on, only=_BEFORE_CLAIMS
    )
    page = Page(
        row["text"],
        reading.zones,
        reading.money,
        reading.periods,
        # The names that the claims of a run are read on (docs/decisions/0030).
        trimmed(row["text"], read_both(row["text"])[1]),
        reading.quotes,
        reading.publication.published_on,
    )
    lang = reading.lang or row["lang"]
    wanted = [i for i, m in enumerate(reading.money) if m.zone == "body" and m.restates is None]
    situation = None
    if wanted:
        sentences, drafts = read_drafts(page, lang, [reading.money[i] for i in wanted])
        situation = Situation(page, reading.percents, lang, wanted, sentences, drafts)
    hits = matched(row["money"], [_plain(m) for m in reading.money])
    told = {
        hits[c["money"]]: c
        for c in row["claims"]
        if c["money"] in hits and hits[c["money"]] in set(wanted) and not c["unsure"]
    }
    return Lesson(article, reading, page, situation, told, hits)


def lessons(articles: Iterable[Article]) -> list[Lesson]:
    """Return the lessons of annotated articles."""
    return [lesson(article) for article in articles]


def _plain(record: Any) -> dict[str, Any]:
    plain: dict[str, Any] = as_json(record)
    return plain
