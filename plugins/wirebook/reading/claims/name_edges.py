"""Where names end, by what else the text says: a verb, a dateline or a figure is in no name.

Names that no list knows are runs of capitals, and a headline capitalises its verbs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from wirebook.reading import languages
from wirebook.reading.claims.candidates import split_particle
from wirebook.reading.claims.cues import find_cues
from wirebook.reading.claims.frames import BASE, THIRD, english_verbs
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Entity

# Names of one text that are looked for elsewhere in it: a page of nothing but names stays linear.
_MOST = 200
# Characters that a cue may go on behind a name.
_LONGEST_CUE = 24
_WORD = re.compile(r"\S+")
_ACTING = frozenset("은 는 이 가 을 를 의".split())
_OFTEN = 3  # a stem that a text has so often, with this and with other particles, is a name
_FIGURE = re.compile(r"[\d.,%$€£]+")


def trimmed(text: str, entities: Sequence[Entity]) -> tuple[Entity, ...]:
    """Return the names without what is no part of them, as the rest of the text shows.

    An unknown name of Latin letters ends before a verb in lower case, before one with a capital
    where more follows and the text has the words before it elsewhere as well, and before a figure.
    One that only begins a word for what is measured ("Operating" profit) is left out.
    """
    cuts: dict[str, str] = {}
    for entity in entities:
        if entity.entity_id is None:
            for name in (entity.surface, entity.name):
                if name not in cuts and len(cuts) < _MOST:
                    cuts[name] = _cut(text, name)
    return tuple(_shortened(e, cuts) for e in entities if not _begins_cue(text, e))


def _begins_cue(text: str, entity: Entity) -> bool:
    """Tell whether an unknown name of one word is the beginning of a longer cue."""
    if entity.entity_id is not None or not entity.surface.isascii() or " " in entity.surface:
        return False
    ahead = text[entity.start : entity.end + _LONGEST_CUE]
    return any(
        cue.start == 0 and cue.end > len(entity.surface)
        for cue in find_cues(languages.ENGLISH, ahead)
    )


def _shortened(entity: Entity, cuts: dict[str, str]) -> Entity:
    """Return a name cut as its own spelling, and as the one it is called by, are cut."""
    surface = cuts.get(entity.surface, entity.surface)
    name = cuts.get(entity.name, entity.name) if entity.entity_id is None else entity.name
    if name.startswith(surface) and name.endswith(_parts()) and not surface.endswith(_parts()):
        name = surface  # a company, not its union
    if (surface, name) == (entity.surface, entity.name):
        return entity
    start = entity.start + entity.surface.find(surface)
    return replace(entity, start=start, end=start + len(surface), surface=surface, name=name)


def _cut(text: str, surface: str) -> str:
    words = list(_WORD.finditer(surface))
    if len(words) < 2:
        return surface
    if not surface.isascii():
        return _without_particle(text, surface, words[0].group())
    verbs = english_verbs()
    first = words[0].group().lower()
    rest = surface[words[1].start() :]
    if first in verbs and BASE in verbs[first][1] and _stands(text, rest, surface):
        return rest  # "to Acquire Lumen" in a headline
    for word in words[1:]:
        form = word.group().lower()
        head = surface[: word.start()].rstrip()
        if form == "to" and word.group() == form:
            return head
        if form not in verbs or not (form.endswith("ed") or THIRD in verbs[form][1]):
            continue
        # Of a capital at its end a verb may be a noun: "Dolvane Pumps".
        if word.group()[0].islower() or (word is not words[-1] and _stands(text, head, surface)):
            return head
    last = words[-1]
    if _FIGURE.fullmatch(last.group()) and len(words) > 2:
        return surface[: last.start()].rstrip()
    return surface


def _without_particle(text: str, surface: str, first: str) -> str:
    """Return a Korean name's first word without its particle, where the text has that elsewhere:
    "벨트론이 연구소" is who does it and what."""
    stem, particle = split_particle(first)
    if particle not in _ACTING or len(re.findall(re.escape(stem), text)) < _OFTEN:
        return surface
    return stem


@cache
def _parts() -> tuple[str, ...]:
    """Return what a Korean name ends in that is not the company that it begins with."""
    return tuple(lexicon(languages.KOREAN, "claim_words").get("parts", ()))


def _stands(text: str, head: str, surface: str) -> bool:
    """Tell whether a text has the beginning of a name elsewhere, before other words."""
    whole = len(re.findall(re.escape(surface), text))
    found = len(re.findall(rf"(?<!\w){re.escape(head)}(?!\w)", text))
    return found > whole
