"""What the reader said of a text, as the row that SQL compares."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from wirebook.landing.row import reading_columns
from wirebook.reading.model import Claim, Money, Party, Publication, Reading

TEXT = "Calder pays 50 euros, about 58 dollars, of which 20 euros now, not 30 euros as it said."


class Bytes:
    """Every character is a byte."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        return start, end


def money(surface: str, figure: int, **more: Any) -> Money:
    start = TEXT.index(surface)
    end = start + len(surface)
    point = Decimal(figure)
    return Money(
        start=start,
        end=end,
        core_start=start,
        core_end=end,
        surface=surface,
        low=point,
        high=point,
        point=point,
        bound="exact",
        currency="EUR",
        currency_evidence="explicit",
        zone="body",
        **more,
    )


def claim(amount: int, **more: Any) -> Claim:
    return Claim(
        money=amount,
        fact_type="contract",
        subject="Calder",
        subject_type="ORG",
        object=None,
        parties=(),
        topic=None,
        modality="committed",
        hedge=None,
        attributed_to=None,
        horizon_start=None,
        horizon_end=None,
        horizon_months=None,
        confidence=Decimal("0.9"),
        **more,
    )


WHOLE, AGAIN, PART, WRONG = (
    money("50 euros", 50),
    replace(money("58 dollars", 58), currency="USD", restates=0),
    money("20 euros", 20, sign="minus"),
    money("30 euros", 30),
)


def row(*claims: Claim) -> dict[str, Any]:
    reading = Reading(
        lang="en",
        title=None,
        publication=Publication(date(2026, 1, 1), None, "day", "given"),
        zones=(),
        money=(WHOLE, AGAIN, PART, WRONG),
        percents=(),
        periods=(),
        entities=(),
        quotes=(),
        claims=claims,
        sentences=((0, len(TEXT)),) * 4,
    )
    return reading_columns(TEXT, reading, Bytes())


def test_a_part_points_at_its_wholes_claim_and_not_at_its_amount() -> None:
    # The whole's claim comes second: ordinals of claims are not those of amounts.
    claims = row(claim(2, part_of=0), claim(0))["claims"]
    assert [one["part_of"] for one in claims] == [1, None]


def test_a_whole_said_again_in_another_currency_is_the_amount_that_it_restates() -> None:
    claims = row(claim(0), claim(2, part_of=1))["claims"]
    assert [one["part_of"] for one in claims] == [None, 0]


def test_a_withdrawn_figure_points_at_the_claim_in_its_place() -> None:
    claims = row(claim(0), claim(3, corrected_to=0))["claims"]
    assert [one["corrected_to"] for one in claims] == [None, 0]


def test_what_is_claimed_of_no_amount_here_is_no_claims_part() -> None:
    claims = row(claim(0, part_of=3, corrected_to=99))["claims"]
    assert (claims[0]["part_of"], claims[0]["corrected_to"]) == (None, None)


def test_attributes_and_roles_land_as_read() -> None:
    read = claim(
        2,
        measure="change",
        metric="orders",
        sign="minus",
        said_by="Ann Lyst",
    )
    landed = row(replace(read, parties=(Party("Yard", "supplier"), Party("Ally"))))
    (one,) = landed["claims"]
    assert (one["measure"], one["metric"], one["sign"]) == ("change", "orders", "minus")
    assert (one["said_by"], one["attributed_to"]) == ("Ann Lyst", "Ann Lyst")
    assert [(p["name"], p["role"]) for p in one["parties"]] == [
        ("Yard", "supplier"),
        ("Ally", None),
    ]
    assert [amount["sign"] for amount in landed["money"]] == ["plus", "plus", "minus", "plus"]


def test_a_claim_names_the_entity_that_it_was_read_of() -> None:
    found = row(claim(0, subject_entity_id="calder-works"))["claims"][0]
    assert (found["subject"], found["subject_entity_id"]) == ("Calder", "calder-works")
    assert row(claim(0))["claims"][0]["subject_entity_id"] is None


def test_an_amount_without_its_sentence_is_refused() -> None:
    bare = Reading(lang="en", title=None, publication=Publication(), money=(WHOLE,))
    with pytest.raises(ValueError, match="shorter"):
        reading_columns(TEXT, bare, Bytes())
