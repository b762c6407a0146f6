"""Names: cases with every name of a text, the gold bar, and any text at all."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml
from growth import MOST, growth
from hypothesis import given, settings
from hypothesis import strategies as st
from wirebook.reading.names import gazetteer
from wirebook.reading.names.finder import _by_rules, read_names

ROOT = Path(__file__).resolve().parents[3]
CASES = yaml.safe_load((ROOT / "tests/cases/names.yaml").read_text(encoding="utf-8"))
SHARED = ROOT.parent / "shared"
PIECES = [
    "중국 ",
    "이재용 ",
    "회장은 ",
    "Samsung ",
    "U.S. ",
    "(",
    ")",
    "[",
    "/",
    "'",
    "“",
    " of ",
    "\n",
]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    text = case["text"]
    if case.get("by") == "rules":  # evidence that the recogniser does not follow (yet)
        hits = list(gazetteer.load().find(text))
        found = [f"{text[c.start : c.end]}/{c.type}" for c in _by_rules(text, hits)]
    else:
        found = [f"{e.surface}/{e.type}" for e in read_names(text, None, ())]
    assert found == case["names"]


def test_known_name_carries_its_entity() -> None:
    first, second = read_names("삼성전자와 Samsung Electronics", None, ())
    assert first.entity_id == second.entity_id == "samsung-electronics"
    assert first.name == second.name == "Samsung Electronics"


def test_later_mentions_carry_the_full_name() -> None:
    names = [e.name for e in read_names("Mira Castellane spoke. Castellane left.", "en", ())]
    assert names == ["Mira Castellane", "Mira Castellane"]


def test_other_spelling_in_brackets_is_the_same_entity() -> None:
    names = [e.name for e in read_names("진가오밍(케빈 진) 한빛그룹 부회장은", "ko", ())]
    assert names[:2] == ["진가오밍", "진가오밍"]


texts = st.one_of(
    st.text(max_size=200),
    st.text(st.characters(exclude_categories=[]), max_size=60),
    st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=40).map("".join),
)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_any_text(text: str) -> None:
    end = 0
    for entity in read_names(text, None, ()):
        assert end <= entity.start < entity.end <= len(text)
        assert text[entity.start : entity.end] == entity.surface
        end = entity.end


@pytest.mark.parametrize(
    "unit",
    ["A", "Aa ", "가", "가 ", "(", "[가/", "이재용 회장 ", "Bank of ", "A of and ", "'", "\ud800"],
)
def test_time_is_linear(unit: str) -> None:
    assert growth(lambda text: read_names(text, None, ()), unit, 10_000) <= MOST


def test_gold_entities() -> None:
    """Held to 0.95 here, above the bar of 0.80: by span overlap and type over body mentions."""
    if not SHARED.is_dir():
        pytest.skip("../shared is missing: the five articles are not in the project")
    wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in (SHARED / "gold/entities.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted[row["file"]].append(row)
    kept: dict[str, list[tuple[int, int]]] = {}
    for line in (SHARED / "gold/zones.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        kept[row["file"]] = [
            (s["start"], s["end"])
            for s in row["spans"]
            if s["keep"] == "yes" and s["zone"] != "title"
        ]
    right = given_ = expected = 0
    for name, rows in wanted.items():
        text = (SHARED / "articles" / name).read_bytes().decode("utf-8")
        found = [
            e
            for e in read_names(text, None, ())
            if any(a <= e.start and e.end <= b for a, b in kept[name])
        ]
        free = [m for r in rows for m in r["optional_mentions"] + r["mentions"] * r["optional"]]
        must = [(m, r["type"]) for r in rows if not r["optional"] for m in r["mentions"]]
        for mention, kind in must:
            hit = next(
                (
                    e
                    for e in found
                    if e.type == kind and e.start < mention[1] and mention[0] < e.end
                ),
                None,
            )
            if hit is not None:
                found.remove(hit)
                right += 1
        spare = [e for e in found if not any(e.start < m[1] and m[0] < e.end for m in free)]
        given_ += len(spare)
        expected += len(must)
    assert 2 * right / (right + given_ + expected) >= 0.95
