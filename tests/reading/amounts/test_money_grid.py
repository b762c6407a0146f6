"""A grid of generated amounts: what is written is what is read, in every language."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from wirebook.reading.amounts.money import read_money
from wirebook.reading.model import Money

CASES = Path(__file__).resolve().parents[2] / "cases" / "money_grid.yaml"
GRID = yaml.safe_load(CASES.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Written:
    """A sentence with one amount, and what a careful reader makes of it."""

    text: str
    core: str
    value: Decimal
    currency: str
    bound: str


def cores(lang: str) -> Iterator[tuple[str, Decimal, str]]:
    """Every number with every currency, before it or behind."""
    table = GRID[lang]
    spelled = table.get("spelled", {})
    for number, value in (*table["numbers"].items(), *spelled.items()):
        for unit, code in table["units"].items():
            yield number + unit, Decimal(value), code
    for number, value in table["numbers"].items():
        for sign, code in table.get("signs", {}).items():
            yield sign + number, Decimal(value), code


def grid(lang: str) -> Iterator[Written]:
    """Every amount with every bound word, each in three of the frames."""
    frames = GRID[lang]["frames"]
    pairs = itertools.product(cores(lang), GRID[lang]["bounds"])
    for at, ((core, value, code), (before, after, bound)) in enumerate(pairs):
        for frame in {at % 6, (at + 2) % 6, at // 7 % 6}:
            text = frames[frame].format(before + core + after)
            yield Written(text, core, value, code, bound)


def agrees(want: Written, got: tuple[Money, ...]) -> bool:
    """Whether exactly the written amount was read."""
    if len(got) != 1:
        return False
    m = got[0]
    core = want.text[m.core_start : m.core_end]
    return (core, m.point, m.currency, m.bound) == (
        want.core,
        want.value,
        want.currency,
        want.bound,
    )


@pytest.mark.parametrize("lang", sorted(GRID))
def test_what_is_written_is_read(lang: str) -> None:
    written = sorted(set(grid(lang)), key=lambda w: w.text)
    misread = [w for w in written if not agrees(w, read_money(w.text, lang)[0])]
    assert len(written) >= 2000
    assert len(misread) <= len(written) / 1000, misread[:20]
