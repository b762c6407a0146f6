"""The comparison with the gold answers counts what is right, what is missing and what is extra."""

from __future__ import annotations

from typing import Any

import gold_scores as scores
import pytest

MONEY = {
    "file": "a.txt",
    "start": 10,
    "end": 26,
    "core_start": 15,
    "core_end": 26,
    "surface": "over $3 billion",
    "low": "3000000000",
    "high": None,
    "point": "3000000000",
    "currency": "USD",
    "currency_evidence": "explicit",
    "bound": "more_than",
    "zone": "body",
}
ENTITY = {
    "file": "a.txt",
    "entity": "Norden Chips",
    "type": "ORG",
    "mentions": [[0, 6, "Norden"]],
    "optional_mentions": [],
    "optional": False,
}
ZONES = {
    "file": "a.txt",
    "spans": [
        {"start": 0, "end": 60, "zone": "body", "keep": "yes"},
        {"start": 61, "end": 71, "zone": "credit", "keep": "optional"},
        {"start": 72, "end": 112, "zone": "board_list", "keep": "no"},
    ],
}
CLAIM = {
    "file": "a.txt",
    "money": 0,
    "fact_type": "investment",
    "subject": "Norden Chips",
    "object": None,
    "modality": "committed",
    "attributed_to": None,
    "horizon_start": None,
    "horizon_end": "2030-12-31",
    "horizon_months": None,
}
FACT = {
    "fact": "norden",
    "fact_type": "investment",
    "subject": "Norden Chips",
    "object": None,
    "parties": [],
    "modality": "committed",
    "amount_low": "3000000000",
    "amount_high": None,
    "amount_point": "3000000000",
    "currency": "USD",
    "bound": "more_than",
    "amount_usd_low": "3000000000.00",
    "amount_usd_high": None,
    "amount_usd": "3000000000.00",
    "as_of": None,
    "as_of_basis": "none",
    "horizon_start": None,
    "horizon_end": "2030-12-31",
    "horizon_months": None,
    "languages": ["en"],
    "mentions": 1,
    "independent_sources": 1,
    "part_of": None,
}


def reading(**parts: Any) -> dict[str, dict[str, Any]]:
    return {"a.txt": {"entities": [], "money": [], **parts}}


def names(**parts: Any) -> scores.Names:
    return scores.Names([ENTITY], reading(**parts))


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({}, True),
        ({"low": "3000000000.0000"}, True),
        ({"start": 15}, True),
        ({"start": 9}, False),
        ({"end": 24}, False),
        ({"bound": "about"}, False),
        ({"currency_evidence": "house"}, False),
        ({"zone": "boilerplate"}, False),
    ],
)
def test_money(change: dict[str, Any], passes: bool) -> None:
    score = scores.score_money([MONEY], reading(money=[{**MONEY, **change}]))
    assert score.passed == passes
    assert bool(score.faults) != passes


def test_money_that_is_missing_or_extra() -> None:
    missing = scores.score_money([MONEY], reading())
    assert (missing.precision, missing.recall, missing.passed) == (0.0, 0.0, False)
    extra = scores.score_money([], reading(money=[MONEY]))
    assert (extra.precision, extra.recall, extra.passed) == (0.0, 1.0, False)


def test_zones_are_weighed_by_characters_and_optional_ones_are_free() -> None:
    kept = [{"start": 0, "end": 60, "keep": True}, {"start": 61, "end": 71, "keep": True}]
    assert scores.score_zones([ZONES], reading(zones=kept)).recall == 1.0
    kept.append({"start": 72, "end": 82, "keep": True})
    assert scores.score_zones([ZONES], reading(zones=kept)).recall == 0.9


@pytest.mark.parametrize(
    ("span", "kind", "precision", "recall"),
    [
        ((0, 6), "ORG", 1.0, 1.0),
        ((0, 12), "ORG", 1.0, 1.0),
        ((0, 6), "PER", 0.0, 0.0),
        ((30, 36), "ORG", 0.0, 0.0),
        ((80, 86), "ORG", 0.0, 0.0),
    ],
)
def test_entities(span: tuple[int, int], kind: str, precision: float, recall: float) -> None:
    given = [{"start": span[0], "end": span[1], "type": kind, "name": "x", "surface": "x"}]
    score = scores.score_entities([ENTITY], [ZONES], reading(entities=given))
    assert (score.precision, score.recall) == (precision, recall)


def test_optional_entities_cost_nothing() -> None:
    optional = {**ENTITY, "entity": "Catullus", "optional": True, "mentions": [[20, 28, "C"]]}
    found = [{"start": 20, "end": 28, "type": "PER", "name": "C", "surface": "C"}]
    for given in ([], found):
        score = scores.score_entities([optional], [ZONES], reading(entities=given))
        assert score.passed


def test_names_link_by_form_and_by_where_they_stand() -> None:
    known = names(entities=[{"start": 0, "end": 6, "type": "ORG", "name": "노르덴칩스"}])
    assert known.link("norden") == known.link("노르덴칩스") == "Norden Chips"
    assert known.link("Calder Motors") == "Calder Motors"
    assert known.link(None) is None


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"subject": "Norden"}, True),
        ({"topic": "ai", "hedge": "could"}, True),
        ({"subject": "Calder Motors"}, False),
        ({"subject": None}, False),
        ({"modality": "planned"}, False),
        ({"horizon_end": None}, False),
        ({"attributed_to": "Norden"}, False),
    ],
)
def test_claims(change: dict[str, Any], passes: bool) -> None:
    read = reading(money=[MONEY], claims=[{**CLAIM, **change}])
    score = scores.score_claims([CLAIM], [MONEY], read, names())
    assert score.passed == passes


def test_a_claim_on_boilerplate_is_extra() -> None:
    read = reading(money=[MONEY], claims=[CLAIM])
    score = scores.score_claims([], [MONEY], read, names())
    assert not score.passed and "extra claim" in score.faults[0]


@pytest.mark.parametrize(
    ("change", "passes"),
    [
        ({"topic": "x"}, True),
        ({"subject": "Norden", "amount_usd": "3000000000"}, True),
        ({"amount_usd": "3000000000.01"}, False),
        ({"independent_sources": 2}, False),
        ({"parties": ["Calder Motors"]}, False),
        ({"part_of": "norden"}, False),
    ],
)
def test_facts(change: dict[str, Any], passes: bool) -> None:
    assert scores.score_facts([FACT], [{**FACT, **change}], names()).passed == passes


def test_parts_are_compared_by_what_they_are_part_of() -> None:
    part = {**FACT, "fact": "part", "amount_low": "1", "part_of": "norden"}
    published = [{**FACT, "fact": "f1"}, {**part, "fact": "f2", "part_of": "f1"}]
    assert scores.score_facts([FACT, part], published, names()).passed
    published[1]["part_of"] = None
    assert not scores.score_facts([FACT, part], published, names()).passed


def test_an_extra_fact_is_an_error() -> None:
    score = scores.score_facts([FACT], [FACT, {**FACT, "fact": "again"}], names())
    assert (score.precision, score.recall) == (0.5, 1.0)


@pytest.mark.parametrize(
    ("speaker", "passes"), [("Norden", True), ("Calder", False), (None, False)]
)
def test_direct_quotes_need_their_speaker(speaker: str | None, passes: bool) -> None:
    quote = {"file": "a.txt", "start": 5, "end": 9, "kind": "direct", "speaker_entity": "Norden"}
    given = [{"start": 5, "end": 9, "kind": "direct", "speaker": speaker}]
    assert scores.score_quotes([quote], reading(quotes=given), names()).passed == passes


def test_a_speaker_for_an_interpretation_is_an_error() -> None:
    quote = {"file": "a.txt", "start": 5, "end": 9, "kind": "generated", "speaker_entity": None}
    given = [{"start": 5, "end": 9, "kind": "direct", "speaker": "Norden"}]
    assert not scores.score_quotes([quote], reading(quotes=given), names()).passed
    assert scores.score_quotes([quote], reading(quotes=[]), names()).passed


@pytest.mark.parametrize(
    ("given", "passes"),
    [
        ({"published_precision": "not_after", "published_not_after": "2025-02-23"}, True),
        ({"published_precision": "not_after", "published_not_after": "2025-02-24"}, False),
        ({"published_precision": "unknown", "published_on": None}, False),
    ],
)
def test_dates(given: dict[str, Any], passes: bool) -> None:
    article = {
        "file": "a.txt",
        "published_precision": "not_after",
        "published_on": "2025-02-23",
    }
    assert scores.score_dates([article], reading(**given)).passed == passes
