"""What holds for any text at all: spans are their surface, nothing raises, time is linear."""

from __future__ import annotations

import importlib.util
import tracemalloc
from pathlib import Path

import pytest
from growth import MOST, growth
from hypothesis import given, settings
from hypothesis import strategies as st
from wirebook.reading.amounts.money import MAX_AMOUNT, read_money
from wirebook.reading.amounts.percents import read_percents

_FUZZ = Path(__file__).resolve().parents[3] / "scripts" / "fuzz.py"
_SPEC = importlib.util.spec_from_file_location("fuzz", _FUZZ)
assert _SPEC is not None and _SPEC.loader is not None
fuzz = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(fuzz)

LANGS = st.sampled_from(["ko", "en", "zh", "ja", "es", None])
# Combining marks, NFD Hangul, full-width, zero-width, emoji, right-to-left: and amounts among them.
ODD = st.sampled_from(
    [
        "\u0301",
        "\u1100\u1161",
        "\uff15\uff10\uff10",
        "\u200b",
        "\u200d",
        "\U0001f4b8",
        "\u05e9",
        "\u202e",
        "\ufe0f",
    ]
)
AMOUNTS = st.sampled_from(
    [
        "3천800억 원",
        "$5 billion",
        "1조 원대",
        "100亿元",
        "10円5銭",
        "50%",
        "between 5 and 7 won",
        "수십억",
        "€",
    ]
)
TEXTS = st.lists(st.one_of(st.text(max_size=6), ODD, AMOUNTS), max_size=12).map("".join)


@given(TEXTS, LANGS)
@settings(max_examples=800, deadline=None)
def test_every_span_is_its_surface(text: str, lang: str | None) -> None:
    money, refused = read_money(text, lang)
    for m in (*money, *read_percents(text, lang)):
        assert text[m.start : m.end] == m.surface
    for m in money:
        assert m.start <= m.core_start < m.core_end <= m.end
        assert m.restates is None or money[m.restates].currency != m.currency
    for start, end, reason in refused:
        assert start < end <= len(text) and reason


@given(st.decimals(min_value="0.01", max_value="9999999999", places=2), st.sampled_from("$€£"))
def test_any_price_round_trips(price: object, sign: str) -> None:
    money, _ = read_money(f"It cost {sign}{price:,} then.", "en")
    assert [m.point for m in money] == [price]


@pytest.mark.parametrize(
    ("lang", "text"),
    [
        ("ja", "$1~" + "9" * 70 + " ½"),  # no remainder of a number past all precision
        ("ko", "십만 무릉달러"),  # a currency of a country that no list has, without a blank
        ("ko", "십만무릉달러"),
        (None, "十萬土耳其里拉"),
    ],
)
def test_what_fuzzing_found(lang: str | None, text: str) -> None:
    assert fuzz.fault(text, lang) is None


def test_fuzz_finds_no_fault() -> None:
    assert fuzz.run(20_000, seed=1) is None


def test_fuzz_would_see_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(text: str, lang: str | None) -> None:
        raise KeyError("broken")

    monkeypatch.setattr(fuzz, "read_percents", broken)
    assert "KeyError" in fuzz.run(5, seed=1)


HOSTILE = [
    "1",
    "조",
    "(",
    ",",
    "1,",
    "일",
    "$",
    "원",
    "1원",
    "%",
    "1%",
    "million ",
    "9조 ",
    "~",
    "1~",
    "백분의",
    "a ",
    "億",
    "两",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_time_grows_with_the_text_only(piece: str) -> None:
    def read(text: str) -> None:
        read_money(text, "ko")
        read_percents(text, "ko")

    assert growth(read, piece, 4_000) <= MOST


@pytest.mark.parametrize("piece", ["1", "조", "(", ","])
def test_memory_stays_flat(piece: str) -> None:
    text = piece * 200_000
    read_money("1", "ko")
    tracemalloc.start()
    read_money(text, "ko")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(text)


def test_what_is_too_large_is_refused_with_a_reason() -> None:
    for text in ("$" + "9" * 40, "￦" + "1" * 5000, "1,000조조조조 원", "9999억조 원"):
        money, refused = read_money(f"It cost {text} once.", "ko")
        assert money == (), text[:30]
        assert [reason for _, _, reason in refused], text[:30]


def test_the_largest_amounts_are_still_read() -> None:
    money, refused = read_money("$9,999,999,999,999,999,999,999", "en")
    assert refused == () and money[0].point == MAX_AMOUNT - 1
