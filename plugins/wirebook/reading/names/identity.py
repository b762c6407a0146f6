"""Whom the mentions of one page mean: namesakes, clubs, other countries' bodies, short forms.

A listed identity that the page itself speaks against is taken away; a mention that only repeats a
part of a name points to the first mention. Words are in lexicon/*/identities.yaml.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from wirebook.reading.languages import ENGLISH, KOREAN
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Entity
from wirebook.reading.names import gazetteer
from wirebook.reading.names.hangul import is_hangul, word_set
from wirebook.reading.names.words import club_words

_WORD = re.compile(r"[^\W_]+")
_BYLINE = re.compile(r"(?:^|\n)[ \t]*(?:By|BY|Reported by|Written by)[ \t]+$")
_BEFORE = re.compile(r"([^\W\d_]+)[ \t]?$")
_APPOSITION = re.compile(r", (?:an? |the )?((?:[a-z-]+ ){0,3}[a-z]+)\b")
_OF_COUNTRY = re.compile(r"(?:['’]s)? |의 ")
_DEMONYM = re.compile(r"([A-Z][a-z]+) $")
_FAMILY_AND_TITLE = re.compile(r"(?<![가-힣A-Za-z0-9])([가-힣]{1,2}) ([가-힣]{2,6})")
# How far before a mention its page may say what it is.
_NEAR = 24


@cache
def _words(lang: str, key: str) -> frozenset[str]:
    return frozenset(lexicon(lang, "identities").get(key, ()))


# Follows names only, a family name that is also a plain word included.
_HONORIFIC = re.compile(r" ?씨")


def settle(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the mentions of a page with the identities that the page bears out, in order.

    Mentions may grow (a club's name), lose a listed identity, take another name, or be added (a
    family name before a title). Linear but for a logarithm in the length of the text.
    """
    found = list(_with_clubs(text, entities))
    found = _without_namesakes(text, found)
    found = _of_other_countries(text, found)
    found = _short_organisations(text, found)
    found = _ambiguous_parts(found)
    # Who found a bare family name knows nobody by it; the page may. "This" and "former" are none.
    bare = [entity for entity in found if _is_bare_family(entity)]
    found = [entity for entity in found if not _is_bare_family(entity)]
    meant = list(_families_before_titles(text, found))
    known = {entity.start for entity in meant}
    words = _words(KOREAN, "not_families")
    left = [
        e
        for e in bare
        if e.start not in known and (e.surface not in words or _HONORIFIC.match(text, e.end))
    ]
    return tuple(sorted([*found, *meant, *left], key=lambda e: e.start))


def _is_bare_family(entity: Entity) -> bool:
    """Tell whether a mention is one Hangul syllable that stands for no name of the page."""
    return len(entity.surface) == 1 and is_hangul(entity.surface) and entity.name == entity.surface


def _unlisted(entity: Entity, name: str | None = None) -> Entity:
    return replace(entity, entity_id=None, qid=None, name=name or entity.surface)


# -- sports clubs


def _with_clubs(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """Yield mentions, a club's whole name for the company's in it; its name alone is the club."""
    clubs: dict[str, str] = {}
    for at, entity in enumerate(entities):
        if entity.type not in ("ORG", "PER"):
            continue
        end = _club_end(text, entity)
        if end is not None and not (at + 1 < len(entities) and entities[at + 1].start < end):
            clubs[entity.surface] = text[entity.start : end]
        elif set(entity.surface.lower().split()[1:]) & club_words() and entity.entity_id is None:
            clubs[entity.surface.split()[0]] = entity.surface
    for at, entity in enumerate(entities):
        club = clubs.get(entity.surface) if entity.type in ("ORG", "PER") else None
        if club is None:
            if entity.surface in clubs.values():
                entity = replace(entity, type="ORG")
            yield entity
            continue
        whole = text.startswith(club, entity.start)
        is_free = at + 1 == len(entities) or entities[at + 1].start >= entity.start + len(club)
        if whole and is_free:
            end = entity.start + len(club)
            entity = replace(entity, end=end, surface=club)
        yield replace(_unlisted(entity, club), type="ORG")


def _club_end(text: str, entity: Entity) -> int | None:
    """Return the end of the club's name that begins with a mention."""
    if text[entity.end : entity.end + 1] != " ":
        return None
    match = _WORD.match(text, entity.end + 1)
    if match is None or not (match.group()[0].isupper() or is_hangul(match.group()[0])):
        return None
    word = match.group().lower()
    size = next((n for n in range(len(word), 1, -1) if word[:n] in club_words()), 0)
    is_whole = size == len(word) or (size >= 2 and is_hangul(word[0]))
    return match.start() + size if is_whole and size else None


# -- namesakes


def _without_namesakes(text: str, entities: list[Entity]) -> list[Entity]:
    """Take a listed person's identity from mentions of somebody with quite another calling."""
    others = {
        entity.entity_id
        for entity in entities
        if entity.type == "PER" and entity.entity_id is not None and _has_calling(text, entity)
    }
    return [
        _unlisted(entity) if entity.type == "PER" and entity.entity_id in others else entity
        for entity in entities
    ]


def _has_calling(text: str, entity: Entity) -> bool:
    before = _BEFORE.search(text, max(0, entity.start - _NEAR), entity.start)
    if before is not None:
        word = before.group(1)
        if word in _words(KOREAN, "callings") or word.lower() in _words(ENGLISH, "callings"):
            return True
    if _BYLINE.search(text, max(0, entity.start - _NEAR), entity.start) is not None:
        return True
    after = re.compile(r" ([가-힣A-Z]+)").match(text, entity.end)
    if after is not None and not after.group(1).startswith(tuple(_words(KOREAN, "not_callings"))):
        word = after.group(1)
        if any(word[:n] in _words(KOREAN, "callings") for n in range(2, len(word) + 1)):
            return True
    apposition = _APPOSITION.match(text, entity.end)
    return apposition is not None and bool(
        set(apposition.group(1).split()[-2:]) & _words(ENGLISH, "callings")
    )


# -- bodies of other countries


def _of_other_countries(text: str, entities: list[Entity]) -> list[Entity]:
    """Take a listed body's identity from another country's body of the same name."""
    known = gazetteer.load().known
    foreign: dict[str, str] = {}
    seen_at_home: set[str] = set()
    out: list[Entity] = []
    for at, entity in enumerate(entities):
        listed = known.get(entity.entity_id or "")
        if listed is None or listed.type != "ORG" or not _is_public(entity.surface):
            out.append(entity)
            continue
        country = _country_before(text, entities, at)
        if country is not None and country[0] != listed.country:
            name = f"{country[1]} {entity.surface}"
            foreign.setdefault(entity.surface, name)
            out.append(_unlisted(entity, name))
            continue
        if country is None and entity.surface in foreign and entity.surface not in seen_at_home:
            out.append(_unlisted(entity, foreign[entity.surface]))
            continue
        seen_at_home.add(entity.surface)
        out.append(entity)
    return out


def _is_public(surface: str) -> bool:
    if surface.isascii():
        return bool({word.lower() for word in surface.split()} & _words(ENGLISH, "public_bodies"))
    return surface in _words(KOREAN, "public_bodies")


def _country_before(text: str, entities: Sequence[Entity], at: int) -> tuple[str, str] | None:
    """Return the code and the name of the country right before a mention."""
    entity = entities[at]
    before = entities[at - 1] if at else None
    if before is not None and before.type == "LOC" and before.entity_id is not None:
        place = gazetteer.load().known.get(before.entity_id)
        if (
            place is not None
            and place.country is not None
            and _is_country(before.entity_id)
            and _OF_COUNTRY.fullmatch(text, before.end, entity.start) is not None
        ):
            return place.country, before.name if entity.surface.isascii() else before.surface
    adjective = _DEMONYM.search(text, max(0, entity.start - _NEAR), entity.start)
    if adjective is None:
        return None
    country = lexicon(ENGLISH, "claims")["demonyms"].get(adjective.group(1))
    code = _countries().get(str(country))
    return None if code is None else (code, str(country))


@cache
def _is_country(entity_id: str) -> bool:
    return entity_id in {gazetteer_id for _, gazetteer_id in _country_ids()}


@cache
def _countries() -> dict[str, str]:
    return {known.name: known.country for known, _ in _country_ids() if known.country is not None}


@cache
def _country_ids() -> tuple[tuple[gazetteer.Known, str], ...]:
    """Return the countries of the lists: the places that CLDR names."""
    return tuple(
        (known, entity_id)
        for entity_id, known in gazetteer.load().known.items()
        if known.type == "LOC" and known.source == "CLDR"
    )


# -- short forms


def _short_organisations(text: str, entities: list[Entity]) -> list[Entity]:
    """Give the first word of one longer organisation's name, said again, that name."""
    longs: dict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    whole: set[str] = set()
    for entity in entities:
        word, _, rest = entity.surface.partition(" ")
        if entity.type == "ORG" and entity.entity_id is None and rest and len(word) > 2:
            longs[word].add(entity.name)
            first.setdefault(word, entity.start)
        elif entity.type == "PER" and rest:
            whole.update(entity.surface.split())
    out = []
    for entity in entities:
        names = longs.get(entity.surface, set()) - {entity.surface}
        is_short = (
            entity.entity_id is None
            and entity.type in ("ORG", "PER")
            and len(names) == 1
            and entity.surface not in whole
            and first[entity.surface] < entity.start
        )
        out.append(replace(entity, name=min(names), type="ORG") if is_short else entity)
    return out


def _ambiguous_parts(entities: list[Entity]) -> list[Entity]:
    """Leave a name alone that two people of the page share, once both are named."""
    owners: dict[str, set[str]] = defaultdict(set)
    out = []
    for entity in sorted(entities, key=lambda e: e.start):
        words = entity.surface.split()
        if entity.type == "PER" and len(words) > 1:
            for word in {words[0], words[-1]}:
                owners[word].add(entity.name)
        elif entity.type == "PER" and len(owners.get(entity.surface, ())) > 1:
            entity = _unlisted(entity)
        out.append(entity)
    return out


def _families_before_titles(text: str, entities: Sequence[Entity]) -> Iterator[Entity]:
    """Yield the family names before titles of people whom the page has named in full."""
    people: dict[str, dict[str, Entity]] = defaultdict(dict)
    starts = [entity.start for entity in entities]
    for entity in entities:
        if entity.type == "PER" and 2 <= len(entity.surface) <= 4 and _all_hangul(entity.surface):
            people[entity.surface[0]].setdefault(entity.name, entity)
    for match in _FAMILY_AND_TITLE.finditer(text) if people else ():
        family, title = match.group(1), _title(match.group(2))
        at = bisect_left(starts, match.start())
        is_taken = (at < len(starts) and starts[at] < match.end(1)) or (
            at > 0 and entities[at - 1].end > match.start()
        )
        if title is None or is_taken:
            continue
        known = [e for e in people.get(family, {}).values() if e.start < match.start()]
        if len(known) > 1 or family in _words(KOREAN, "not_families"):
            known = [e for e in known if _had_title(text, entities, e, title)]
        if len(known) == 1:
            yield replace(known[0], start=match.start(1), end=match.end(1), surface=family)


def _title(word: str) -> str | None:
    """Return the title that a word begins with, the longest one."""
    titles = word_set(KOREAN, "titles")
    return next((word[:n] for n in range(len(word), 1, -1) if word[:n] in titles), None)


def _had_title(text: str, entities: Iterable[Entity], owner: Entity, title: str) -> bool:
    """Tell whether a person was given a title where the page named him in full."""
    pattern = re.compile(rf"(?: [가-힣A-Za-z0-9·&]{{1,16}})? {re.escape(title)}")
    return any(
        entity.name == owner.name
        and len(entity.surface) > 1
        and pattern.match(text, entity.end) is not None
        for entity in entities
    )


def _all_hangul(surface: str) -> bool:
    return all(map(is_hangul, surface))
