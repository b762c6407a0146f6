"""What sentences say of their amounts: kinds, subjects, modality, by cases; and hostile texts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import MOST, growth
from hypothesis import given, settings
from hypothesis import strategies as st
from wirebook.reading import reader
from wirebook.reading.amounts.money import read_money
from wirebook.reading.claims import read_claims
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import claim_words
from wirebook.reading.model import Entity, Zone, as_json

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "claims.yaml").read_text(encoding="utf-8")
)
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
PUBLISHED = date(2026, 5, 4)


def case_id(case: Any) -> str:
    return str(case["text"])[:50] if isinstance(case, dict) else str(case)


def claim_on(
    text: str, lang: str | None, amount: str, published_on: date | None = None
) -> dict[str, Any]:
    """Return the claim on the amount whose surface contains the words."""
    reading = reader.read(text, lang=lang, published_on=published_on)
    for claim in reading.claims:
        if amount in reading.money[claim.money].surface:
            found: dict[str, Any] = as_json(claim)
            return found
    raise AssertionError(f"no claim on {amount!r} in {text!r}")


@pytest.mark.parametrize("case", CASES["en"], ids=case_id)
def test_english(case: dict[str, Any]) -> None:
    claim = claim_on(case["text"], "en", case["amount"])
    assert {key: claim[key] for key in case["is"]} == case["is"]


@pytest.mark.parametrize("case", CASES["ko"], ids=case_id)
def test_korean(case: dict[str, Any]) -> None:
    claim = claim_on(case["text"], "ko", case["amount"])
    assert {key: claim[key] for key in case["is"]} == case["is"]


@pytest.mark.parametrize("case", CASES["dated"], ids=case_id)
def test_horizon(case: dict[str, Any]) -> None:
    claim = claim_on(case["text"], None, case["amount"], PUBLISHED)
    assert {key: claim[key] for key in case["is"]} == case["is"]


@pytest.mark.parametrize("case", CASES["others"], ids=case_id)
def test_other_languages(case: dict[str, Any]) -> None:
    claim = claim_on(case["text"], case["lang"], case["amount"])
    assert {key: claim[key] for key in case["is"]} == case["is"]


def test_restatements_and_boilerplate_make_no_claim() -> None:
    text = "Arden Steel will invest 38 billion yuan (about $5.4 billion) in a mill.\nWin $500!"
    money, _ = read_money(text, "en")
    body = Zone(0, text.index("\n"), "body", True)
    advert = Zone(body.end + 1, len(text), "advert", False)
    placed = tuple(
        m if m.end <= body.end else type(m)(*(*_fields(m)[:11], "boilerplate", None)) for m in money
    )
    claims = read_claims(Page(text, (body, advert), placed, (), (), (), None), (), "en")
    assert [text[placed[c.money].start : placed[c.money].end] for c in claims] == [
        "38 billion yuan"
    ]


def test_a_claim_and_a_quotation_keep_the_entity_that_they_found() -> None:
    text = (
        "Samsung Electronics will invest $5 billion, and Zorvex Mills spent $3 million.\n"
        '"We pay $2 million," Samsung Electronics said.\n'
    )
    reading = reader.read(text, lang="en")
    known = {entity.entity_id for entity in reading.entities} - {None}
    assert len(known) == 1
    by_amount = {reading.money[c.money].surface: c for c in reading.claims}
    assert by_amount["$5 billion"].subject_entity_id in known
    assert by_amount["$3 million"].subject == "Zorvex Mills"
    assert by_amount["$3 million"].subject_entity_id is None
    assert by_amount["$2 million"].said_by_entity_id in known
    assert [quote.speaker_entity_id in known for quote in reading.quotes] == [True]


def test_words_that_name_an_entity_elsewhere_in_the_text_are_that_entity() -> None:
    acme = Entity(0, 4, "ACME", "ORG", "acme", "Acme", None)
    page = Page("", (), (), (), (acme,), (), None)
    assert Name.of(acme) == Name(0, 4, "Acme", "ORG", True, "acme")
    assert page.entity_id(Name(9, 13, "Acme", None)) == page.entity_id(Name(9, 13, "ACME", None))
    assert page.entity_id(Name(9, 13, "Acme", None)) == "acme"
    assert page.entity_id(Name(9, 13, "Acme", None, True, "acme-of-peru")) == "acme-of-peru"
    assert page.entity_id(Name(9, 13, "acme", None)) is None
    assert page.entity_id(None) is None


def test_what_the_landing_alone_needs_is_not_in_the_answer() -> None:
    answer = as_json(reader.read("Samsung Electronics will invest $5 billion.", lang="en"))
    assert "sentences" not in answer
    assert not {key for key in answer["claims"][0] if key.endswith("entity_id")}


def test_the_sentence_of_an_amount_is_found_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    find = Page.sentence

    def counted(page: Page, at: int, length: int = 0) -> Sentence:
        if length:
            asked.append(at)
        return find(page, at, length)

    monkeypatch.setattr(Page, "sentence", counted)
    text = (
        "Correction: Orrin Bank paid $5 million, not $6 million as we said. It sold a mill for $7."
    )
    reading = reader.read(text, lang="en")
    assert sorted(asked) == [money.start for money in reading.money]
    assert [text[start:end] for start, end in reading.sentences] == [
        "Correction: Orrin Bank paid $5 million, not $6 million as we said. ",
        "Correction: Orrin Bank paid $5 million, not $6 million as we said. ",
        "It sold a mill for $7.",
    ]


def _fields(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__dataclass_fields__]


def test_a_table_row_takes_the_subject_of_the_same_amount() -> None:
    text = (
        "Peru's copper market will reach $30.5 billion by 2031.\n"
        "| Metric | Value |\n| Projected Market Size (2031) | $30.5 billion |"
    )
    reading = reader.read(text, lang="en")
    assert [(c.fact_type, c.subject) for c in reading.claims] == [("market_size", "Peru")] * 2


def test_names_and_amounts_do_not_matter() -> None:
    pattern = "{} announced that it would invest {} in cloud services over the next six years."
    drafts = set()
    for name, amount in [("Quenby", "$7 million"), ("Ostrava Mills", "90 trillion won")]:
        claim = claim_on(pattern.format(name, amount), "en", amount)
        assert claim.pop("subject") == name
        assert claim.pop("attributed_to") == name
        claim.pop("said_by", None)
        claim.pop("subject_type")
        claim.pop("said_by", None)  # only where the one name may be a person's
        claim.pop("confidence")
        drafts.add(str(sorted(claim.items())))
    assert len(drafts) == 1


WORDS = st.sampled_from(
    [
        "will invest", "$5 billion", "3조 원", "투자하기로 했다", "(", ")", "the company", "Acme",
        "'", "’s", "|", "-", "\n", ". ", "은", "는", "백두", "의", "including", "등", "지분", "%",
        "<N0>", "<@>", "<M>", "시장", "market", "fined", "by", "€3", "of", "2030", "\u200b", "“",
        "\x00", "🙂", "회장", "에게", "과징금", "said", "and", ", ", "ﬁ", "가",
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["ko", "en", "zh", "ja", "es", None]))
def test_any_text_has_one_claim_for_each_body_amount(words: list[str], lang: str | None) -> None:
    text = " ".join(words)
    money, _ = read_money(text, lang)
    claims = read_claims(Page(text, (), money, (), (), (), None), (), lang)
    wanted = [i for i, m in enumerate(money) if m.zone == "body" and m.restates is None]
    assert [c.money for c in claims] == wanted
    assert all(c.part_of is None or 0 <= c.part_of < len(claims) for c in claims)


@pytest.mark.parametrize(
    "piece", ["Acme, Inc. and $5 billion, ", "백두는 3조 원을 ", "<N1>, (Acme) $5 "]
)
def test_time_is_linear(piece: str) -> None:
    lang = "ko" if "백두" in piece else "en"

    def read(text: str) -> None:
        money, _ = read_money(text, lang)
        read_claims(Page(text, (), money, (), (), (), None), (), lang)

    assert growth(read, piece, 60 * len(piece)) <= MOST


def test_every_topic_and_kind_is_in_the_seeds() -> None:
    listed = {row.split(",")[0] for row in (SEEDS / "topics.csv").read_text().splitlines()}
    kinds = {row.split(",")[0] for row in (SEEDS / "fact_types.csv").read_text().splitlines()}
    for lang in ("en", "ko", "zh", "ja", "es"):
        words = claim_words(lang)
        assert set(words.get("topics", {})) <= listed
        assert set(words.get("fact_types", words.get("kinds", {}))) <= kinds
