"""Whom the mentions of a page mean: the cases, and that settling keeps mentions in order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading.names.finder import read_names

CASES = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "cases/identities.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = [
        f"{e.surface}={'!' if e.entity_id is not None else ''}{e.name}"
        for e in read_names(case["text"], None, ())
    ]
    assert found == case["means"]
