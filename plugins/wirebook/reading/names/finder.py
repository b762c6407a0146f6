"""The names of one text: known ones from the gazetteer, unknown ones from the words around them.

A name has no particle, no possessive and no title, and no name stands inside a longer one. Later
mentions by a part of a name carry the name that was given first.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ahocorasick_rs import AhoCorasick

from wirebook.reading.model import Entity, EntityType, Zone
from wirebook.reading.names import gazetteer, korean
from wirebook.reading.names.candidates import Candidate
from wirebook.reading.names.english import find
from wirebook.reading.names.gazetteer import Hit, fold, stands_alone
from wirebook.reading.names.identity import settle
from wirebook.reading.names.judgement import judged, tagged
from wirebook.reading.names.no_names import kept
from wirebook.reading.names.recogniser.tags import Tagged

_VERSION = re.compile(
    r"(?:[ -]?[vV]?\d{1,3}(?:\.\d{1,3}){1,3}|[ -]?[vV]?\d{1,2}[a-z]?|-?\d{1,4}[a-z]?)(?![\d,])"
    r"(?:[ -](?:Max|Pro|Plus|Ultra|Mini|Turbo|Flash|Lite|Air|맥스|프로|플러스|울트라|미니|터보))?"
)
_UNIT = re.compile(
    r"[%A-Za-z]|달러|유로|위안|원|엔|년|월|일|명|개|대|만|억|조|배|위|번|건|종|시|분|차|세"
)
_QUANTITY = re.compile(
    r" (?:percent|million|billion|trillion|years?|months?|days?|users?|달러|원|명)"
)


def read_names(text: str, lang: str | None, zones: Sequence[Zone]) -> tuple[Entity, ...]:
    """Return the names of a text in order, not overlapping.

    ``name`` is the gazetteer's English name, else the fullest spelling of the text itself. Every
    language's rules are tried (a Korean page quotes English), so ``lang`` and ``zones`` only break
    ties. Linear in the length of the text; never raises for any text.
    """
    return read_both(text)[0]


def read_both(text: str) -> tuple[tuple[Entity, ...], tuple[Entity, ...]]:
    """Return the names of a text, and those that lists and rules alone find.

    The rules of claims were written beside the second: they look for whom a sentence is about
    among names that end where a company's name does (docs/decisions/0030).
    """
    hits = list(gazetteer.load().find(text))
    ruled = _by_rules(text, hits)
    names = judged(text, hits, ruled)
    names = _longest([*names, *_repeats(text, names)])
    found = _named(_uncounted(text, settle(text, _entities(text, _agreed(text, names)))))
    return found, _typed(_named(_uncounted(text, settle(text, _entities(text, ruled)))), found)


def _named(entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the names without those that name nothing, and without the code around a name."""
    named: list[Entity] = []
    for entity in entities:
        inside = kept(entity.surface) if entity.entity_id is None else (0, len(entity.surface))
        called = kept(entity.name) if entity.entity_id is None else None
        if inside is None:
            continue
        start, end = inside
        if start or called:
            name = entity.name[called[0] :] if called is not None else entity.surface[start:end]
            entity = replace(
                entity, start=entity.start + start, surface=entity.surface[start:end], name=name
            )
        named.append(entity)
    return tuple(named)


_COUNT = re.compile(r"[\s$€£¥₩]+\d[\d.,]*$")


def _uncounted(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the names, unknown ones without a figure at their end that counts what follows."""
    cuts: dict[str, str] = {}
    for entity in entities:
        count = _COUNT.search(entity.surface) if entity.entity_id is None else None
        if count is not None and _is_quantity(text, entity.end):
            cuts[entity.surface] = entity.surface[: count.start()]
    if not cuts:
        return tuple(entities)
    return tuple(_cut(entity, cuts) for entity in entities)


def _cut(entity: Entity, cuts: Mapping[str, str]) -> Entity:
    """Return a name cut as its own spelling, and as the one it is called by, are cut."""
    surface = cuts.get(entity.surface, entity.surface)
    name = cuts.get(entity.name, entity.name)
    return replace(entity, surface=surface, name=name, end=entity.start + len(surface))


def _typed(ruled: Sequence[Entity], found: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the rules' names with the type of the recogniser's name at the same place: by their
    first words companies look like persons. Where that name begins alike and goes on ("Quill",
    "Quill AI"), it is the name."""
    ends = [entity.end for entity in found]
    longer: dict[str, str] = {}
    typed = []
    for entity in ruled:
        at = bisect_right(ends, entity.start)
        other = found[at] if at < len(found) and found[at].start < entity.end else None
        if other is not None and entity.entity_id is None and other.entity_id is None:
            entity = replace(entity, type=other.type)
            if other.start == entity.start and other.end > entity.end:
                longer.setdefault(entity.surface, other.surface)
                entity = replace(entity, end=other.end, surface=other.surface, name=other.surface)
        typed.append(entity)
    return tuple(
        replace(e, name=longer[e.name]) if e.entity_id is None and e.name in longer else e
        for e in _apart(typed)
    )


def _apart(entities: Sequence[Entity]) -> list[Entity]:
    """Return names in order without those that stand inside the one before."""
    apart: list[Entity] = []
    for entity in entities:
        if not apart or entity.start >= apart[-1].end:
            apart.append(entity)
    return apart


def as_told(text: str) -> tuple[list[Tagged], ...]:
    """Return what the recogniser is told of a text, as it is in training."""
    hits = list(gazetteer.load().find(text))
    return tagged(hits, _by_rules(text, hits))


def _by_rules(text: str, known: Sequence[Hit]) -> list[Candidate]:
    """Return what lists and rules alone take for names, in order and not overlapping."""
    hits = _trusted(text, known)
    candidates = [_as_candidate(text, hit) for hit in hits]
    taken = [(c.start, c.end, c.type) for c in sorted(candidates, key=lambda c: c.start)]
    candidates += korean.find(text, taken)
    candidates += find(text, candidates)
    chosen = _longest(candidates)
    chosen = _longest([*chosen, *_repeats(text, chosen)])
    return _agreed(text, chosen)


def _trusted(text: str, hits: Sequence[Hit]) -> list[Hit]:
    """Keep an ambiguous alias beside a plain one of its entity only, lower case likewise.

    A product's ambiguous name is also trusted before a version number, a person's before a title.
    """
    plain = {
        hit.known.entity_id for hit in hits if not hit.is_context_needed and not hit.is_lower_case
    }
    return [
        hit
        for hit in hits
        if hit.known.entity_id in plain
        or (hit.known.type == "PRODUCT" and _version_end(text, hit.end) > hit.end)
        or (hit.known.type == "PER" and korean.has_title_after(text, hit.end))
    ]


def _version_end(text: str, end: int) -> int:
    """Return where the version number ends that follows a product's name, else ``end``."""
    match = _VERSION.match(text, end)
    if match is None or _is_quantity(text, match.end()):
        return end
    return match.end()


def _is_quantity(text: str, end: int) -> bool:
    """Tell whether a unit follows a number, so that it counts something."""
    if not text[end : end + 1].isspace():
        return _UNIT.match(text, end) is not None
    return _QUANTITY.match(text, end) is not None


def _as_candidate(text: str, hit: Hit) -> Candidate:
    """Return a hit with the version number that follows a product's name."""
    end = _version_end(text, hit.end) if hit.known.type == "PRODUCT" else hit.end
    version = text[hit.end : end]
    return Candidate(hit.start, end, hit.known.type, 5, hit.known, version=version)


def _longest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates that do not overlap: the longest first, then the weightiest."""
    ranked = sorted(
        candidates, key=lambda c: (c.start - c.end, -c.weight, c.start, c.type, _id_of(c))
    )
    starts: list[int] = []
    ends: list[int] = []
    chosen = []
    for candidate in ranked:
        at = bisect_left(starts, candidate.start)
        if at and ends[at - 1] > candidate.start:
            continue
        if at < len(starts) and starts[at] < candidate.end:
            continue
        starts.insert(at, candidate.start)
        ends.insert(at, candidate.end)
        chosen.append(candidate)
    return sorted(chosen, key=lambda c: c.start)


def _id_of(candidate: Candidate) -> str:
    return "" if candidate.known is None else candidate.known.entity_id


def _repeats(text: str, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return the other places where a name, or a part of a person's name, stands."""
    kinds: dict[str, EntityType] = {}
    parts: set[str] = set()
    for candidate in chosen:
        surface = text[candidate.start : candidate.end]
        if candidate.known is None and len(surface) > 1 + surface.isascii():
            kinds.setdefault(fold(surface), candidate.type)
    for candidate in chosen:
        for part in _parts(text[candidate.start : candidate.end], candidate.type):
            if fold(part) not in kinds:
                kinds[fold(part)] = "PER"
                parts.add(fold(part))
    if not kinds:
        return []
    patterns = list(kinds)
    found = []
    for number, start, end in AhoCorasick(patterns).find_matches_as_indexes(
        fold(text), overlapping=True
    ):
        if not stands_alone(text, start, end) or text[start].islower():
            continue
        if patterns[number] in parts and not _is_part_likely(text, start, end):
            continue
        found.append(Candidate(start, end, kinds[patterns[number]], 0))
    return found


def _agreed(text: str, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Give an unknown name one type throughout: the most frequent, then the earliest one."""
    votes: dict[str, Counter[EntityType]] = {}
    for candidate in chosen:
        if candidate.known is None:
            key = fold(text[candidate.start : candidate.end])
            votes.setdefault(key, Counter())[candidate.type] += 1 + candidate.weight
    agreed = []
    for candidate in chosen:
        if candidate.known is None:
            counts = votes[fold(text[candidate.start : candidate.end])]
            candidate = replace(candidate, type=counts.most_common(1)[0][0])
        agreed.append(candidate)
    return agreed


def _is_part_likely(text: str, start: int, end: int) -> bool:
    """Tell whether a part of a person's name that is also a plain word means the person."""
    return not korean.is_plain_word(text[start:end]) or korean.has_title_after(text, end)


def _parts(surface: str, kind: EntityType) -> list[str]:
    """Return the words by which a person of several names is named again."""
    words = surface.split()
    if kind != "PER" or len(words) < 2:
        return []
    return [w for w in (words[-1], words[0]) if len(w) > 1 and w.isalpha()]


def _entities(text: str, chosen: Sequence[Candidate]) -> tuple[Entity, ...]:
    """Return entities; a part of a person's name takes the name given before it."""
    full: dict[str, str] = {}
    ids: dict[str, Candidate] = {}
    by_start: dict[int, str] = {}
    entities = []
    for candidate in chosen:
        surface = text[candidate.start : candidate.end]
        key = fold(surface)
        owner = candidate
        name = surface
        if candidate.known is not None:
            name = candidate.known.name + candidate.version
        if candidate.known is None:
            if candidate.alias_of is not None and candidate.alias_of in by_start:
                name = by_start[candidate.alias_of]
            elif key in full:
                name = full[key]
            owner = ids.get(name, candidate)
        if candidate.type == "PER":
            for part in (key, *map(fold, _parts(surface, "PER"))):
                full.setdefault(part, name)
        if candidate.known is not None:
            ids.setdefault(name, candidate)
        full.setdefault(key, name)
        by_start[candidate.start] = name
        known = owner.known
        entities.append(
            Entity(
                candidate.start,
                candidate.end,
                surface,
                candidate.type,
                known.entity_id if known is not None else None,
                name,
                known.qid if known is not None else None,
            )
        )
    return tuple(entities)
