"""One text in, one reading out: the order in which the parts of the reader work.

A pure function of the text, its language, the given publication date and the seed lists.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from wirebook.reading import language
from wirebook.reading.model import (
    Entity,
    Money,
    Percent,
    Period,
    Publication,
    Reading,
    Zone,
)

PARTS = ("zones", "money", "percents", "periods", "entities", "quotes", "claims")


Mention = TypeVar("Mention", Money, Percent, Period)


def read(
    text: str,
    *,
    lang: str | None = None,
    published_on: date | None = None,
    only: Collection[str] | None = None,
    title: str | None = None,
    publication: Publication | None = None,
    house_currency: str | None = None,
) -> Reading:
    """Read one text.

    ``lang`` and ``published_on`` win over what the text says. ``only`` names the parts wanted
    (of :data:`PARTS`); the others stay empty and cost nothing, and without zones every mention
    is taken to be in the body. ``title`` and ``publication`` are the page's own, where its markup
    names them; ``house_currency`` is the outlet's, for amounts that print none.
    Never raises for any text.
    """
    wanted = set(PARTS if only is None else only)
    lang = lang if lang is not None else language.detect(text)
    full = bool(wanted - {"money", "percents", "periods"})
    zones: tuple[Zone, ...] = ()
    page_date = publication
    publication = Publication()
    if full:
        from wirebook.reading.layout.publication import read_publication, read_title
        from wirebook.reading.layout.zones import read_zones

        zones = read_zones(text, lang)
        publication = read_publication(text, zones, lang)
        title = title if title is not None else read_title(text, zones, lang)
    # A printed day tells more than the month or year that markup may give.
    if page_date is not None and (page_date.published_on or not publication.published_on):
        publication = page_date
    if published_on is not None:
        publication = Publication(published_on, None, "day", "given")

    place = _placer(zones)
    claims_wanted = "claims" in wanted
    money: tuple[Money, ...] = ()
    refused: tuple[tuple[int, int, str], ...] = ()
    if claims_wanted or "money" in wanted:
        from wirebook.reading.amounts.money import read_money

        money, refused = read_money(text, lang, house_currency)
        money = tuple(place(m) for m in money)
    percents: tuple[Percent, ...] = ()
    if claims_wanted or "percents" in wanted:
        from wirebook.reading.amounts.percents import read_percents

        percents = tuple(place(p) for p in read_percents(text, lang))
    periods: tuple[Period, ...] = ()
    if claims_wanted or "periods" in wanted:
        from wirebook.reading.times.periods import read_periods

        periods = tuple(place(p) for p in read_periods(text, lang, publication.published_on))
    entities: tuple[Entity, ...] = ()
    ruled: tuple[Entity, ...] = ()
    if wanted & {"entities", "quotes", "claims"}:
        from wirebook.reading.names.finder import read_both

        entities, ruled = read_both(text)
    reading = Reading(
        lang, title, publication, zones, money, percents, periods, entities, refused=refused
    )
    return _speech(text, reading, ruled, wanted)


def _speech(
    text: str, reading: Reading, ruled: tuple[Entity, ...], wanted: Collection[str]
) -> Reading:
    """Add quotations and claims, which rest on everything read before them and on the names that
    the rules find."""
    if "quotes" in wanted or "claims" in wanted:
        from wirebook.reading.quotes import read_quotes

        quotes = read_quotes(text, reading.lang, reading.zones, ruled)
        reading = replace(reading, quotes=quotes)
    if "claims" in wanted:
        from wirebook.reading.claims import page_of, read_claims

        page = page_of(text, reading, ruled)
        claims = read_claims(page, reading.percents, reading.lang)
        sentences = [page.sentence_of(money) for money in reading.money]
        spans = tuple((sentence.start, sentence.end) for sentence in sentences)
        reading = replace(reading, claims=claims, sentences=spans)
    return reading


def _placer(zones: Sequence[Zone]) -> Callable[[Mention], Mention]:
    """Return a function that says of a mention whether it stands in the body."""
    starts = [zone.start for zone in zones]

    def place(mention: Mention) -> Mention:
        if not zones:
            return mention
        at = bisect_right(starts, mention.start) - 1
        kept = at >= 0 and zones[at].keep and mention.start < zones[at].end
        return mention if kept else replace(mention, zone="boilerplate")

    return place
