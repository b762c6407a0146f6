"""Verbs and their frames, the ends of names, and the candidates of a claim, by cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading.claims.candidates import Cast, split_particle
from wirebook.reading.claims.features.actors import looks
from wirebook.reading.claims.frames import Frames
from wirebook.reading.claims.name_edges import trimmed
from wirebook.reading.claims.page import Page
from wirebook.reading.claims.scene import Scene
from wirebook.reading.model import Entity
from wirebook.reading.names.finder import read_both
from wirebook.reading.reader import read

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "claim_words.yaml").read_text(encoding="utf-8")
)


def case_id(case: Any) -> str:
    return str(case["text"])[:50]


def scene_of(text: str, lang: str) -> tuple[Scene, Frames]:
    reading = read(text, lang=lang, only=("money", "periods", "percents", "zones"))
    page = Page(text, reading.zones, reading.money, reading.periods, read_both(text)[1], (), None)
    scene = Scene(page, reading.percents, lang)
    return scene, Frames(scene.tokens, lang, scene.title_line)


@pytest.mark.parametrize("case", CASES["verbs"], ids=case_id)
def test_a_verb_is_told_from_a_noun_and_has_its_frame(case: dict[str, Any]) -> None:
    scene, frames = scene_of(case["text"], case["lang"])
    found = {t.form: frames.of[i] for i, t in enumerate(scene.tokens) if frames.of[i]}
    for form, frame in case.get("has", {}).items():
        assert frame in found.get(form, ()), found
    assert not found.keys() & set(case.get("not", ())), found


@pytest.mark.parametrize("case", CASES["edges"], ids=case_id)
def test_a_name_ends_before_what_is_no_part_of_it(case: dict[str, Any]) -> None:
    text, name = case["text"], case["name"]
    start = text.index(name)
    entity = Entity(start, start + len(name), name, "ORG", None, name, None)
    (cut,) = trimmed(text, [entity])
    assert (cut.surface, cut.name, text[cut.start : cut.end]) == (case["is"],) * 3


def test_a_known_name_stays_as_it_is() -> None:
    text = "Orrin Reports rose. Orrin sold."
    entity = Entity(0, 13, "Orrin Reports", "ORG", "orrin-reports", "Orrin Reports", None)
    assert trimmed(text, [entity]) == (entity,)


@pytest.mark.parametrize("case", CASES["candidates"], ids=case_id)
def test_candidates_are_whom_the_text_names(case: dict[str, Any]) -> None:
    scene, frames = scene_of(case["text"], case["lang"])
    names = {candidate.name for candidate in Cast(scene, frames).candidates}
    assert set(case["has"]) <= names
    assert not names & set(case["not"]), names


@pytest.mark.parametrize("case", CASES["looks"], ids=case_id)
def test_a_candidate_is_of_a_class(case: dict[str, Any]) -> None:
    scene, frames = scene_of(case["text"], case["lang"])
    found = {c.name: looks(scene, c) for c in Cast(scene, frames).candidates}
    assert found[case["name"]] == case["is"], found


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("회사는", ("회사", "는")),
        ("은행이", ("은행", "이")),
        ("와이파이", ("와이파이", "")),
        ("공장을", ("공장", "을")),
        ("무지개를", ("무지개", "를")),
    ],
)
def test_a_particle_fits_the_syllable_before_it(form: str, parts: tuple[str, str]) -> None:
    assert split_particle(form) == parts


@pytest.mark.parametrize("case", CASES["counted"], ids=case_id)
def test_no_name_holds_a_figure_that_counts_what_follows(case: dict[str, Any]) -> None:
    for names in read_both(case["text"]):
        assert case["not"] not in {e.name for e in names} | {e.surface for e in names}


@pytest.mark.parametrize("case", CASES["around"], ids=case_id)
def test_who_stands_around_an_article_is_no_subject(case: dict[str, Any]) -> None:
    claims = read(case["text"], lang="en").claims
    assert claims
    assert case["not"] not in {claim.subject for claim in claims}
