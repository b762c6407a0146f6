"""Notices of an outlet on its own text are known, and what a company corrects is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import MOST, growth
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.corrections import status_of
from wirebook.reading.layout.notices import read_notices

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "notices.yaml").read_text(encoding="utf-8")
)
TOLD = CASES["others"] + CASES["unseen"]


def name(case: Any) -> str:
    return str(case["text"] if isinstance(case, dict) else case)[:60]


@pytest.mark.parametrize("case", CASES["tuned"], ids=name)
def test_a_correction_is_known(case: dict[str, Any]) -> None:
    assert status_of(case["text"]) == "corrected"


@pytest.mark.parametrize("text", CASES["live"], ids=name)
def test_what_only_looks_like_a_notice_is_none(text: str) -> None:
    assert status_of(text) == "live"


@pytest.mark.parametrize("text", CASES["retracted"], ids=name)
def test_a_retraction_is_known(text: str) -> None:
    assert status_of(text) == "retracted"


@pytest.mark.parametrize("case", TOLD, ids=name)
def test_the_forms_of_others(case: dict[str, Any]) -> None:
    assert status_of(case["text"]) in {case["status"], "live" if case.get("unread") else None}


def test_a_mark_before_a_headline_has_no_words_of_its_own() -> None:
    text = "CORRECTED-Mill to cost $4 billion\n\nThe mill will cost $4 billion, its owner said."
    assert [(n.start, n.end, n.kind) for n in read_notices(text)] == [(0, 0, "correction")]


def test_a_heading_opens_all_that_stands_below_it() -> None:
    text = "바로잡습니다\n\n▲ 3일자 기사에서 ...\n\n▲ 같은 날 ..."
    assert [(n.start, n.end) for n in read_notices(text)] == [(0, len(text))]


@given(
    st.text(st.sampled_from("Correction this article was wrong, 바로잡습니다 기사 $4.\n()「」'\""))
)
def test_no_text_breaks_it(text: str) -> None:
    for notice in read_notices(text):
        assert 0 <= notice.start <= notice.end <= len(text)


@pytest.mark.parametrize(
    "piece",
    [
        "an earlier version of this article incorrectly said ",
        "the a the a story said ",
        "이 기사는 잘못 적 ",
        "Correction: x\n",
        "we we we have retracted the ",
    ],
)
def test_time_is_linear_in_the_text(piece: str) -> None:
    assert growth(read_notices, piece, 8_000) <= MOST
