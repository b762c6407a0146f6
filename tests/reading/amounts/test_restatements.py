"""An amount said again in another currency: beside it, behind a word, or once more in a title."""

from __future__ import annotations

import pytest
from wirebook.reading.amounts.money import read_money


@pytest.mark.parametrize(
    ("lang", "text", "restates"),
    [
        ("ko", "다온, 15조원대 인수\n\n다온은 106억달러(약 15조3천억원)를 냈다.", [1, None, 1]),
        ("ko", "다온, 42억원에 영입\n\n이적료는 300만달러(약 42억원)다.", [1, None, 1]),
        ("ko", "다온은 2억1000만달러를 투자한다. 원화로는 2940억원이다.", [None, 0]),
        ("ko", "다온은 31억 달러, 당시 환율로 4조 원을 냈다.", [None, 0]),
        ("en", "Oslen: $5.4bn mill\n\nOslen pays 38bn yuan ($5.4bn).", [1, None, 1]),
        # Another value, another currency, or too small to be no chance: amounts of their own.
        ("ko", "다온, 18조원 가치\n\n다온은 106억달러(약 15조3천억원)를 냈다.", [None, None, 1]),
        ("en", "Oslen: €5.4bn mill\n\nOslen pays 38bn yuan ($5.4bn).", [None, None, 1]),
        ("en", "Tickets at $20\n\nA seat costs 140 yuan ($20).", [None, None, 1]),
        ("en", "Oslen pays $5 million, then $5 million.", [None, None]),
    ],
)
def test_what_is_said_again(lang: str, text: str, restates: list[int | None]) -> None:
    money, _ = read_money(text, lang)
    assert [m.restates for m in money] == restates
