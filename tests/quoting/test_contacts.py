"""Mailboxes and telephones go, and what only looks like them stays."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.quoting import has_contact, without_contacts, without_emails

CASES = Path(__file__).resolve().parents[1] / "cases" / "contacts.yaml"


@pytest.mark.parametrize("case", yaml.safe_load(CASES.read_text("utf-8")), ids=lambda c: c["text"])
def test_what_is_left(case: dict[str, Any]) -> None:
    assert without_contacts(case["text"]) == case["shown"]
    assert has_contact(case["text"]) == (case["text"] != case["shown"])


def test_an_address_keeps_its_numbers() -> None:
    address = "https://paper.example/010-1234-5678/ann@paper.example"
    assert without_emails(address) == "https://paper.example/010-1234-5678/[e-mail]"


@given(st.text(max_size=80))
def test_what_is_left_holds_nothing_more(text: str) -> None:
    left = without_contacts(text)
    assert without_contacts(left) == left
