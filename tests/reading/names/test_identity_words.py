"""Every word of identities.yaml tells whom a mention means, in the template of its list."""

from __future__ import annotations

from functools import cache

import pytest
from wirebook.reading.lexicons import lexicon
from wirebook.reading.model import Entity, EntityType
from wirebook.reading.names import gazetteer, identity


@cache
def one(kind: EntityType, is_korean: bool, source: str | None = None) -> str:
    """Return the id of some listed person, body or country."""
    return next(
        entity_id
        for entity_id, known in gazetteer.load().known.items()
        if known.type == kind
        and known.country is not None
        and (known.country == "KR") is is_korean
        and source in (None, known.source)
    )


def listed(text: str, surface: str, kind: EntityType, entity_id: str | None) -> Entity:
    start = text.index(surface)
    return Entity(start, start + len(surface), surface, kind, entity_id, surface, None)


def is_somebody(text: str, name: str) -> bool:
    """Whether a listed person's name still is that person's."""
    (mention,) = identity.settle(text, [listed(text, name, "PER", one("PER", True))])
    return mention.entity_id == one("PER", True)


def is_koreas(text: str, country: str, body: str) -> bool:
    """Whether a listed Korean body's name behind another country still is the Korean one."""
    mentions = [
        listed(text, country, "LOC", one("LOC", False, "CLDR")),
        listed(text, body, "ORG", one("ORG", True)),
    ]
    return identity.settle(text, mentions)[-1].entity_id == one("ORG", True)


def families(text: str, name: str) -> list[str]:
    return [e.surface for e in identity.settle(text, [listed(text, name, "PER", None)])]


WORKS = {
    ("en", "callings"): lambda w: not is_somebody(f"The {w} Mara Quill left.", "Mara Quill"),
    ("ko", "callings"): lambda w: not is_somebody(f"어제 {w} 강도윤 왔다", "강도윤"),
    ("ko", "not_callings"): lambda w: is_somebody(f"어제 강도윤 {w} 열렸다", "강도윤"),
    ("en", "public_bodies"): lambda w: (
        not is_koreas(f"France's Tarn {w.title()} paid.", "France", f"Tarn {w.title()}")
    ),
    ("ko", "public_bodies"): lambda w: not is_koreas(f"프랑스 {w} 앞", "프랑스", w),
    ("ko", "not_families"): lambda w: (
        families(f"{w}도윤 씨가 왔다. {w} 회장은 갔다", f"{w}도윤") == [f"{w}도윤"]
    ),
}


def test_every_list_has_a_check() -> None:
    lists = {(lang, name) for lang in ("en", "ko") for name in lexicon(lang, "identities")}
    assert lists == set(WORKS)


@pytest.mark.parametrize(("lang", "name"), list(WORKS))
def test_every_word_works_and_another_does_not(lang: str, name: str) -> None:
    works = WORKS[lang, name]
    assert [word for word in lexicon(lang, "identities")[name] if not works(word)] == []
    other = {"not_callings": "배우협회", "not_families": "강"}.get(name, "zorvex")
    assert not works(other)
