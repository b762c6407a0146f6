"""printable shows everything and lets nothing be obeyed; json_line loses nothing."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.quoting import json_line, printable, printable_lines

CASES = Path(__file__).resolve().parents[1] / "cases" / "printable.yaml"
TEXT = st.text(st.characters(), max_size=60)


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text("utf-8")), ids=lambda c: c["why"])
def test_what_is_shown(case: dict[str, Any]) -> None:
    assert printable(case["text"]) == case["shown"]


@given(TEXT)
def test_nothing_that_is_shown_can_be_obeyed(text: str) -> None:
    shown = printable(text)
    assert shown.isprintable()
    assert printable(shown) == shown
    shown.encode("utf-8")


@given(TEXT)
def test_letters_are_never_lost(text: str) -> None:
    def letters(text: str) -> list[str]:
        kept = [c for c in text if unicodedata.category(c) in ("Ll", "Lu", "Nd") and c.isalnum()]
        return [c for c in kept if c not in "\u115f\u1160\u3164\uffa0"]

    shown = iter(printable(text, None))
    assert all(letter in shown for letter in letters(text))


def test_a_long_text_is_cut() -> None:
    assert printable("가" * 3000) == "가" * 2000 + "..."
    assert printable("가" * 3000, None) == "가" * 3000


def test_lines_stay_lines() -> None:
    assert printable_lines("a\x1b\r\nb\n") == "a\\x1b\nb\n"


@given(st.recursive(TEXT, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner)))
def test_json_reads_back_as_it_was_and_shows_nothing_else(value: Any) -> None:
    line = json_line(value)
    assert json.loads(line) == value
    assert all(c.isprintable() or unicodedata.category(c) == "Zs" for c in line)
    line.encode("utf-8")
