"""Quotations: cases with every quotation of a text, the gold's speakers, and any text at all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from wirebook.reading.names.finder import read_names
from wirebook.reading.quotes import read_quotes

ROOT = Path(__file__).resolve().parents[2]
CASES = yaml.safe_load((ROOT / "tests/cases/quotes.yaml").read_text(encoding="utf-8"))
SHARED = ROOT.parent / "shared"
PIECES = ['"', "“", "”", "[", "]", " : ", "/", "고 말했다. ", "Tim Cook said, ", "김 회장은 ", "\n"]


def read(text: str) -> list[dict[str, Any]]:
    quotes = read_quotes(text, None, (), read_names(text, None, ()))
    return [{"said": text[q.start : q.end], "kind": q.kind, "speaker": q.speaker} for q in quotes]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert read(case["text"]) == case["quotes"]


def test_role_is_read_from_the_label() -> None:
    text = '[나도윤/가람물산 대표/12일 : "예."]'
    (quote,) = read_quotes(text, "ko", (), ())
    assert (quote.speaker, quote.role) == ("나도윤", "가람물산 대표")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join))
def test_any_text(text: str) -> None:
    for quote in read_quotes(text, None, (), read_names(text, None, ())):
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.kind == "direct" or quote.speaker is None


def test_gold_quotes() -> None:
    """Every direct quotation with its speaker, and a speaker for nothing else."""
    if not SHARED.is_dir():
        pytest.skip("../shared is missing: the five articles are not in the project")
    lines = (SHARED / "gold/quotes.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    for name in sorted({row["file"] for row in rows}):
        text = (SHARED / "articles" / name).read_bytes().decode("utf-8")
        found = read_quotes(text, None, (), read_names(text, None, ()))
        spoken = {(q.start, q.end): q.speaker for q in found if q.speaker is not None}
        direct = [r for r in rows if r["file"] == name and r["kind"] == "direct"]
        assert set(spoken) == {(r["start"], r["end"]) for r in direct}
        for row in direct:
            said_by = spoken[row["start"], row["end"]]
            assert said_by in (row["speaker"], row["speaker_entity"])
