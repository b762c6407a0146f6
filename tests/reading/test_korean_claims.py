"""What Korean passages say of each of their amounts: kind, subject and modality, by cases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading import reader

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "korean_claims.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["text"])[:50])
def test_every_amount(case: dict[str, Any]) -> None:
    reading = reader.read(case["text"], lang="ko")
    found = [
        (reading.money[claim.money].surface, [claim.fact_type, claim.subject, claim.modality])
        for claim in reading.claims
    ]
    wanted = [(amount, list(says)) for amount, says in case["claims"].items()]
    assert [
        (next((a for a, _ in wanted if a in surface), surface), says) for surface, says in found
    ] == wanted
