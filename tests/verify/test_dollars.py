"""Dollars by whole numbers: rounded once, half to even."""

from __future__ import annotations

from decimal import Decimal

import pytest
from wirebook.verify.rates import dollars


@pytest.mark.parametrize(
    ("amount", "native", "dollar", "told"),
    [
        ("5000000000000", "1516.35000000", "1.14000000", "3759026609.95"),
        ("1", "8", "1", "0.12"),
        ("3", "8", "1", "0.38"),
        ("1", "1", "1.005", "1.00"),
        ("1", "1", "1.015", "1.02"),
        ("1970000000000000", "1500", "1", "1313333333333.33"),
    ],
)
def test_an_amount_in_dollars(amount: str, native: str, dollar: str, told: str) -> None:
    assert dollars(Decimal(amount), Decimal(native), Decimal(dollar)) == Decimal(told)
