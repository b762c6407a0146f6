"""Words as they may be shown, and where in them an amount is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.quoting import has_contact, shown_with_places


@pytest.mark.parametrize(
    ("words", "amount", "shown"),
    [
        ("It paid $5 million.", "$5 million", "It paid $5 million."),
        ("a\nb $5", "$5", "a\\nb $5"),
        ("ann.lee@wire.example says $5", "$5", "[e-mail] says $5"),
        ("하늘은 5조 원\u200b을 쓴다", "5조 원", "하늘은 5조 원을 쓴다"),
        ("\x1b[31m$5", "$5", "\\x1b[31m$5"),
    ],
)
def test_the_amount_is_found_in_what_is_shown(words: str, amount: str, shown: str) -> None:
    start = words.index(amount)
    told, places = shown_with_places(words, (start, start + len(amount)))
    assert told == shown
    assert told[places[start] : places[start + len(amount)]] == amount


def test_a_place_in_a_mailbox_is_before_it() -> None:
    told, places = shown_with_places("to ann@wire.example now", (5,))
    assert told == "to [e-mail] now" and places == {5: 3}


@given(st.text(max_size=60), st.integers(-5, 70), st.integers(-5, 70))
def test_any_place_is_in_what_is_shown(words: str, first: int, last: int) -> None:
    told, places = shown_with_places(words, (first, last))
    assert told.isprintable() and not has_contact(told)
    assert set(places) == {first, last}
    assert all(0 <= place <= len(told) for place in places.values())
