"""Periods: what expressions of time say, and the days they come to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import MOST, growth
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.times.periods import read_periods

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "periods.yaml").read_text("utf-8"))
PUBLISHED = CASES["leaning"]
SENTENCES = [row[1] for row in CASES["dated"]]


def _rows(text: str, lang: str | None, published_on: date | None) -> list[list[Any]]:
    return [
        [p.surface, p.kind, p.months, p.from_ or "-", p.to or "-", p.bound]
        for p in read_periods(text, lang, published_on)
    ]


@pytest.mark.parametrize("case", CASES["dated"], ids=lambda case: case[1])
def test_with_the_articles_day(case: list[Any]) -> None:
    lang, sentence, *expected = case
    assert _rows(sentence, lang, PUBLISHED) == expected


@pytest.mark.parametrize("case", CASES["undated"], ids=lambda case: case[1])
def test_without_the_articles_day(case: list[Any]) -> None:
    lang, sentence, *expected = case
    assert _rows(sentence, lang, None) == expected


@pytest.mark.parametrize("sentence", ["앞으로 3년간", "by the end of 2027", "2026年至2028年"])
def test_without_a_language_all_are_read(sentence: str) -> None:
    assert [p.surface for p in read_periods(sentence, None, PUBLISHED)] == [sentence]


@given(
    st.one_of(
        st.text(alphabet=st.characters(exclude_categories=()), max_size=200),
        st.lists(st.sampled_from(SENTENCES + ["\n", "9", "́", "‍", "２０２５年"])).map("".join),
    ),
    st.sampled_from(["ko", "en", "zh", "ja", "es", None]),
    st.sampled_from([PUBLISHED, None, date.min, date.max]),
)
def test_spans_are_exact_on_any_text(
    text: str, lang: str | None, published_on: date | None
) -> None:
    periods = read_periods(text, lang, published_on)

    for period in periods:
        assert text[period.start : period.end] == period.surface
        assert period.from_ is None or period.to is None or period.from_ <= period.to
    assert all(a.end <= b.start for a, b in zip(periods, periods[1:], strict=False))


@pytest.mark.parametrize(
    "unit", ["9", "년", "1년", "by the ", "over the next ", "(", "\n", "2025-"]
)
@pytest.mark.parametrize("lang", ["ko", "en"])
def test_hostile_text_takes_linear_time(unit: str, lang: str) -> None:
    assert growth(lambda text: read_periods(text, lang, None), unit, 8_000) <= MOST
