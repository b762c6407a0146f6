"""Headers are read strictly: any text gives a value or none, and nothing raises."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.fetch import codings, headers

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "headers.yaml").read_text(encoding="utf-8")
)
NOW = datetime(2026, 7, 10, 16, tzinfo=UTC)
BASE = "http://news.example.com/a/b"
READERS: dict[str, Any] = {
    "media_type": headers.media_type,
    "charset": headers.charset,
    "length": headers.length,
    "wait": lambda value: headers.wait(value, NOW),
    "location": lambda value: headers.location(value, BASE),
    "entity_tag": headers.entity_tag,
    "date": headers.date,
    "cookie": headers.cookie,
    "codings": codings.named,
}


@pytest.mark.parametrize(
    ("reader", "value", "expected"),
    [(name, value, expected) for name, cases in CASES.items() for value, expected in cases],
)
def test_a_header_is_read_as(reader: str, value: str, expected: Any) -> None:
    found = READERS[reader](value)
    assert (list(found) if isinstance(found, tuple) else found) == expected


def test_two_lengths_are_an_error() -> None:
    with pytest.raises(ValueError, match="two lengths"):
        headers.length("5, 6")


LATIN = st.characters(max_codepoint=255)


@given(st.text(LATIN, max_size=80), st.sampled_from(sorted(READERS)))
def test_any_header_is_read_or_left_out(value: str, reader: str) -> None:
    try:
        READERS[reader](value)
    except ValueError as error:
        assert str(error) == "two lengths"


@pytest.mark.parametrize("reader", sorted(READERS))
@pytest.mark.parametrize("piece", ["9", "a", " ", ",", ";", "=", "/", "\xff", "\xb2", '"', "a=b;"])
def test_a_header_without_end_is_read_at_once(reader: str, piece: str) -> None:
    READERS[reader](piece * 60_000)
