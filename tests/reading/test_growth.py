"""No shape of text makes the reader quadratic: ten times the text, about ten times the time."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from growth import MOST, growth
from wirebook.reading import budget
from wirebook.reading.amounts import money as money_module
from wirebook.reading.amounts.money import read_money
from wirebook.reading.amounts.percents import read_percents
from wirebook.reading.reader import read
from wirebook.reading.times.periods import read_periods

SHAPES = yaml.safe_load(
    (Path(__file__).resolve().parents[1] / "cases" / "growth.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize(("lang", "shape"), SHAPES, ids=lambda value: repr(value))
def test_reading_grows_with_the_text(lang: str, shape: str) -> None:
    def read_amounts(text: str) -> None:
        read_money(text, lang)
        read_percents(text, lang)
        read_periods(text, lang, None)

    assert growth(read_amounts, shape, 2_000) <= MOST


@pytest.mark.parametrize(("lang", "shape"), SHAPES, ids=lambda value: repr(value))
def test_names_and_quotations_grow_with_the_text(lang: str, shape: str) -> None:
    parts = ("zones", "entities", "quotes")
    assert growth(lambda text: read(text, lang=lang, only=parts), shape, 400) <= MOST


@pytest.mark.parametrize(("lang", "shape"), [("en", "$5 "), ("ko", "5조 원 "), ("zh", "5亿元")])
def test_claims_grow_with_the_text(lang: str, shape: str) -> None:
    assert growth(lambda text: read(text, lang=lang), shape, 150) <= MOST


def test_enough_shapes() -> None:
    assert len({tuple(shape) for shape in SHAPES}) >= 60


def test_past_the_budget_of_amounts_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money_module, "MAX_AMOUNTS", 3)
    text = "$1, $2, $3, $4, $5"
    money, refused = read_money(text, "en")
    assert [int(m.point or 0) for m in money] == [1, 2, 3]
    assert refused == ((10, 18, "8 characters past 3 amounts of one article were not read"),)


def test_past_the_budget_of_characters_the_rest_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(money_module, "MAX_CHARACTERS", 6)
    money, refused = read_money("$1, $2, $3", "en")
    assert [int(m.point or 0) for m in money] == [1, 2]
    assert refused == ((6, 10, "4 characters past 6 characters of one article were not read"),)


def test_within_the_budget_all_is_read() -> None:
    money, refused = read_money("$1, " * 50, "en")
    assert len(money) == 50 < budget.MAX_AMOUNTS and refused == ()


def test_all_pairs_of_an_article_fit_in_a_build() -> None:
    text = "$3 million, " * (budget.MAX_AMOUNTS + 1)
    money, refused = read_money(text, "en")
    assert len(money) == budget.MAX_AMOUNTS and len(refused) == 1
    assert len(money) * (len(money) - 1) // 2 < 1_200_000
