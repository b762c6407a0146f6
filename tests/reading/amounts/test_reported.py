"""Kinds of misreading that were reported of readers of amounts, each from both sides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from wirebook.reading.amounts.money import read_money
from wirebook.reading.model import Money
from wirebook.reading.times.periods import read_periods

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases" / "reported.yaml").read_text(encoding="utf-8")
)
PUBLISHED = date(2026, 7, 13)


def _number(value: Decimal | None) -> str:
    return "-" if value is None else format(value.normalize(), "f")


def told(money: Money) -> str:
    """Return a mention as the cases write it."""
    point = money.point if money.point is not None else None
    amount = _number(point) if point is not None else f"{_number(money.low)}..{_number(money.high)}"
    return f"{'-' if money.sign == 'minus' else ''}{amount} {money.currency or '?'}"


def plain(amount: str) -> str:
    """Return an amount of a case with its numbers in their plain form."""
    numbers, _, currency = amount.rpartition(" ")
    minus = "-" if numbers.startswith("-") else ""
    ends = [_number(Decimal(n)) for n in numbers.removeprefix("-").split("..")]
    return f"{minus}{'..'.join(ends)} {currency}"


def amounts() -> Iterator[tuple[str, str, list[str]]]:
    for kind in sorted(CASES.keys() - {"periods", "broken"}):
        for lang, text, *expected in CASES[kind]:
            yield lang, text, expected


@pytest.mark.parametrize(("lang", "text", "expected"), list(amounts()))
def test_amounts(lang: str, text: str, expected: list[str]) -> None:
    money, refused = read_money(text, lang)
    assert [told(m) for m in money] == [plain(amount) for amount in expected]
    assert all(text[m.start : m.end] == m.surface for m in money)
    assert refused == ()


@pytest.mark.parametrize(
    ("lang", "text", "refuses", "expected"), [(*c[:3], c[3:]) for c in CASES["broken"]]
)
def test_a_part_of_a_number_is_no_amount(
    lang: str, text: str, refuses: bool, expected: list[str]
) -> None:
    money, refused = read_money(text, lang)
    assert [told(m) for m in money] == [plain(amount) for amount in expected]
    assert bool(refused) == refuses
    assert all("part of a number" in reason for _, _, reason in refused)


@pytest.mark.parametrize(
    ("lang", "text", "expected"), [(c[0], c[1], c[2:]) for c in CASES["periods"]]
)
def test_periods(lang: str, text: str, expected: list[str]) -> None:
    assert [p.surface for p in read_periods(text, lang, PUBLISHED)] == expected
