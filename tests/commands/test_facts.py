"""How published facts are shown to a person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from wirebook.commands import facts

BILLION = Decimal(10**9)


def fact(**more: Any) -> dict[str, Any]:
    return {
        "amount_low": 5 * BILLION,
        "amount_high": 5 * BILLION,
        "amount_point": 5 * BILLION,
        "bound": "exact",
        "sign": "plus",
        "fact_type": "financial_result",
        "metric": None,
        "measure": "level",
        **more,
    }


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "5 bn"),
        ({"sign": "minus"}, "-(5 bn)"),
        ({"sign": "minus", "bound": "more_than", "amount_high": None}, "-(> 5 bn)"),
        ({"bound": "range", "amount_high": 6 * BILLION, "amount_point": None}, "5 bn to 6 bn"),
        (
            {"sign": "minus", "bound": "range", "amount_high": 6 * BILLION, "amount_point": None},
            "-(5 bn to 6 bn)",
        ),
        ({"amount_low": None, "amount_high": None, "amount_point": None, "sign": "minus"}, ""),
    ],
)
def test_an_amount_is_shown_with_its_bound_and_its_direction(
    more: dict[str, Any], shown: str
) -> None:
    assert facts.short(fact(**more), "amount") == shown


@pytest.mark.parametrize(
    ("more", "shown"),
    [
        ({}, "financial result"),
        ({"metric": "net_profit"}, "financial result (net profit)"),
        ({"metric": "revenue", "measure": "change"}, "financial result (revenue, change)"),
        ({"measure": "per_unit", "fact_type": "other"}, "other (per unit)"),
    ],
)
def test_what_a_fact_measures_is_told_in_words(more: dict[str, Any], shown: str) -> None:
    assert facts.kind(fact(**more)) == shown
