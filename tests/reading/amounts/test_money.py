"""Sentences and the amounts in them: bounds, ranges, restatements, currencies by context."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading.amounts.money import read_money
from wirebook.reading.model import Money

CASES = Path(__file__).resolve().parents[2] / "cases" / "money.yaml"


def expected(mention: list[Any]) -> tuple[Any, ...]:
    """Return the comparable form of a case's mention."""
    more = mention[-1] if isinstance(mention[-1], dict) else {}
    surface, *amounts, currency, bound = mention[:-1] if more else mention
    numbers = tuple(Decimal(str(float(a))).normalize() for a in amounts)
    return (
        surface,
        numbers,
        currency,
        bound,
        more.get("restates"),
        more.get("evidence", "explicit"),
        more.get("sign", "plus"),
    )


def found(m: Money) -> tuple[Any, ...]:
    """Return the comparable form of a mention."""
    amounts = (m.low, m.high) if m.point is None and m.bound == "range" else (m.point,)
    numbers = tuple(a.normalize() for a in amounts if a is not None)
    return m.surface, numbers, m.currency, m.bound, m.restates, m.currency_evidence, m.sign


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: case["text"]
)
def test_sentence(case: dict[str, Any]) -> None:
    money, refused = read_money(case["text"], case["lang"])
    assert [found(m) for m in money] == [expected(m) for m in case["money"]]
    assert refused == ()


def test_low_high_and_point_follow_the_bound() -> None:
    forms = {m.bound: (m.low, m.high, m.point) for m in read_money(
        "$1; at least $2; over $3; up to $4; under $5; about $6; $7-8", "en"
    )[0]}  # fmt: skip
    one, two, three, four, five, six, seven, eight = (Decimal(n) for n in range(1, 9))
    assert forms == {
        "exact": (one, one, one),
        "at_least": (two, None, two),
        "more_than": (three, None, three),
        "at_most": (None, four, four),
        "less_than": (None, five, five),
        "about": (None, None, six),
        "range": (seven, eight, None),
    }


def test_the_outlets_own_currency_wins_for_house_amounts() -> None:
    money, _ = read_money("총 투자 230억", "ko", house_currency="USD")
    assert [(m.currency, m.currency_evidence) for m in money] == [("USD", "house")]


@pytest.mark.parametrize(
    ("text", "house", "codes"),
    [
        ("The mayor spent $5 million.", "CAD", ["CAD"]),
        ("The mayor spent $5 million.", "KRW", ["USD"]),
        ("It cost C$5 million ($3.6 million).", "CAD", ["CAD", "USD"]),
    ],
)
def test_a_plain_dollar_is_the_outlets_own(text: str, house: str, codes: list[str]) -> None:
    money, _ = read_money(text, "en", house_currency=house)
    assert [m.currency for m in money] == codes
