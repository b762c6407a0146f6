"""Romanisation, the key across scripts, and the similarity of names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.keys import name_key
from wirebook.reading.names.romanise import name_similarity, romanise

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases/romanise.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['a']}-{c['b']}" for c in CASES])
def test_key_across_scripts(case: dict[str, Any]) -> None:
    assert (name_key(case["a"]) == name_key(case["b"])) is case["same"]
    assert (name_similarity(case["a"], case["b"]) == 1.0) is case["same"]


@pytest.mark.parametrize(
    ("hangul", "latin"),
    [("부산", "busan"), ("김포", "gimpo"), ("옥천", "okcheon"), ("서울 A", "seoul A"), ("", "")],
)
def test_romanise(hangul: str, latin: str) -> None:
    assert romanise(hangul) == latin


def test_similarity_orders_near_before_far() -> None:
    assert name_similarity("이시바", "Ishiba") > name_similarity("이시바", "Kishida")


@given(st.text(max_size=80), st.text(max_size=80))
def test_similarity_is_symmetric_and_bounded(a: str, b: str) -> None:
    assert 0.0 <= name_similarity(a, b) == name_similarity(b, a) <= 1.0
    assert name_similarity(a, a) == 1.0
    assert name_key(a)
