"""Sentences and the percentages in them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading.amounts.percents import read_percents

CASES = Path(__file__).resolve().parents[2] / "cases" / "percents.yaml"


@pytest.mark.parametrize(
    "case", yaml.safe_load(CASES.read_text(encoding="utf-8")), ids=lambda case: case["text"]
)
def test_sentence(case: dict[str, Any]) -> None:
    got = []
    for p in read_percents(case["text"], case["lang"]):
        assert case["text"][p.start : p.end] == p.surface
        numbers = [p.value] if p.value is not None else [p.low, p.high]
        got.append([p.surface, *[float(n or 0) for n in numbers], p.unit, p.direction, p.bound])
    assert got == [[w[0], *map(float, w[1:-3]), *w[-3:]] for w in case["percents"]]


def test_low_and_high_follow_the_bound() -> None:
    forms = {p.bound: (p.value, p.low, p.high) for p in read_percents("5%, over 6%, 7-8%", "en")}
    five, six, seven, eight = (Decimal(n) for n in range(5, 9))
    assert forms == {
        "exact": (five, five, five),
        "more_than": (six, six, None),
        "range": (None, seven, eight),
    }
