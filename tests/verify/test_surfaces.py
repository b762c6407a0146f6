"""The parser that only confirms: right amounts are, wrong ones differ, the rest is left open."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from marts import TESTS
from wirebook.verify.surfaces import Answer, answer

CASES = yaml.safe_load((TESTS / "cases" / "surfaces.yaml").read_text(encoding="utf-8"))
ENDS = {
    "exact": ("low", "high", "point"),
    "at_least": ("low", "point"),
    "more_than": ("low", "point"),
    "at_most": ("high", "point"),
    "about": ("point",),
    "range": ("low", "high"),
}


def amounts(case: dict[str, Any]) -> dict[str, Decimal | None]:
    told = case["amount"]
    ends = ENDS[case.get("bound", "exact")]
    values = told if isinstance(told, list) else [told] * len(ends)
    return dict.fromkeys(ENDS["exact"]) | {
        end: Decimal(str(value)) for end, value in zip(ends, values, strict=True)
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['surface']}-{case['answer']}")
def test_a_surface_says_its_amount(case: dict[str, Any]) -> None:
    found = answer(
        case["surface"],
        amounts(case),
        case["currency"],
        case.get("bound", "exact"),
        is_named=case.get("is_named", True),
    )
    assert found.value == case["answer"]


@given(st.text(max_size=40))
def test_any_text_has_an_answer(surface: str) -> None:
    assert answer(surface, {"low": Decimal(1)}, "USD", "at_least") in Answer
