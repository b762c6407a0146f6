"""Lines that hold numbers and words of money, and not one amount."""

from __future__ import annotations

from pathlib import Path

import pytest
from wirebook.reading.amounts.money import read_money

TRAPS = Path(__file__).resolve().parents[2] / "cases" / "traps"
LANGUAGES = ("ko", "en", "zh", "ja")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_money_is_read_in_a_trap(lang: str) -> None:
    lines = (TRAPS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    assert len(set(lines)) >= 300
    misread = {line: read_money(line, lang) for line in lines if read_money(line, lang) != ((), ())}
    assert misread == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_not_knowing_the_language_makes_no_trap_work(lang: str) -> None:
    lines = (TRAPS / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
    misread = [line for line in lines if read_money(line, None)[0]]
    assert misread == []
