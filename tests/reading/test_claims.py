"""What sentences say of their amounts: kinds, subjects, modality, by cases; and hostile texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from wirebook.reading import reader
from wirebook.reading.model import as_json

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "claims.yaml").read_text(encoding="utf-8")
)
LISTED = [(lang, case) for lang, cases in CASES.items() for case in cases]


def claim_on(text: str, lang: str | None, amount: str) -> dict[str, Any]:
    """Return the claim on the amount whose surface contains the words."""
    reading = reader.read(text, lang=lang)
    for claim in reading.claims:
        if amount in reading.money[claim.money].surface:
            found: dict[str, Any] = as_json(claim)
            return found
    raise AssertionError(f"no claim on {amount!r} in {text!r}")


@pytest.mark.parametrize(("lang", "case"), LISTED, ids=[c["text"][:40] for _, c in LISTED])
def test_sentence(lang: str, case: dict[str, Any]) -> None:
    claim = claim_on(case["text"], lang, case["amount"])
    assert {key: claim[key] for key in case["is"]} == case["is"]
