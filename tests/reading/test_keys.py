"""Keys: equal for what may be the same, stable, and never an error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.keys import article_keys, line_hash
from wirebook.reading.model import Entity, Money, Zone


def money(amount: str, **changes: Any) -> Money:
    value = Decimal(amount)
    fields: dict[str, Any] = {"currency": "KRW", "low": value, "high": value, "point": value}
    fields.update(changes)
    return Money(
        0,
        1,
        0,
        1,
        "x",
        fields["low"],
        fields["high"],
        fields["point"],
        fields["currency"],
        "explicit",
        "exact",
        fields.get("zone", "body"),
    )


@pytest.mark.parametrize(
    ("amount", "key"),
    [
        ("220000000000000", "KRW:220e12"),
        ("2.2e14", "KRW:220e12"),
        ("26440000000", "KRW:26.44e9"),
        ("1500", "KRW:1.5e3"),
        ("7", "KRW:7"),
    ],
)
def test_number_key_of_an_amount(amount: str, key: str) -> None:
    assert article_keys("", None, (), [money(amount)], ()).number_keys == (key,)


def test_boilerplate_amounts_give_no_key() -> None:
    assert article_keys("", None, (), [money("5000", zone="boilerplate")], ()).number_keys == ()


def test_distinctive_numbers_are_keys_and_years_are_not() -> None:
    keys = article_keys("Up 9.2% in 2019: 12,345 of 17 left.", None, (), (), ())
    assert keys.number_keys == ("num:12345", "num:9.2")


def test_line_hash_is_stable_and_blind_to_case_and_spacing() -> None:
    assert line_hash("Hello  World ") == line_hash("hello world") == 9765549648086544720
    assert line_hash("hello world") != line_hash("hello words")


def test_copies_share_most_shingles() -> None:
    text = " ".join(f"word{i}" for i in range(80))
    one = set(article_keys(text, None, (), (), ()).shingles)
    two = set(article_keys(text.upper() + " and more", None, (), (), ()).shingles)
    assert one <= two and len(one) > 20


def test_only_kept_zones_count() -> None:
    text = "menu menu menu menu\nreal words stand here"
    zones = [Zone(0, 19, "navigation", False), Zone(20, len(text), "body", True)]
    entities = [
        Entity(0, 4, "menu", "ORG", None, "menu", None),
        Entity(20, 24, "real", "ORG", None, "Real", None),
    ]
    keys = article_keys(text, None, zones, (), entities)
    assert [span[:2] for span in keys.line_hashes] == [(20, len(text))]
    assert len(keys.name_keys) == 1


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("2018년 KTUU 방송은 1,500명과 7.5%를 말했다", ["1500", "2018", "7.5", "ktuu"]),
        ("The Mayor of Ohio's old town paid $25,000 on 9 May", ["25000", "may", "mayor"]),
        ("nothing stays here but 3 words", []),
        ("A 1.2.3 I", ["1.2"]),
    ],
)
def test_what_a_translation_keeps_is_numbers_and_latin_words_with_a_capital(
    text: str, keys: list[str]
) -> None:
    found = article_keys(text, None, (), (), ()).translation_keys
    assert set(keys) <= set(found)
    assert not {"old", "town", "paid", "words", "3", "9", "a", "i"} & set(found)
    assert list(found) == sorted(found)


@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    keys = article_keys(text, None, (), (), ())
    assert keys == article_keys(text, None, (), (), ())
    assert all(0 <= fingerprint < 2**64 for fingerprint in keys.shingles)
