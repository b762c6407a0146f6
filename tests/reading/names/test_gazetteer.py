"""The seeds of names: what their script writes, well formed, and without a Wikidata guess."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from build_gazetteer import bare_name
from wirebook.reading.names.gazetteer import load, stands_alone

ROOT = Path(__file__).resolve().parents[3]
SEEDS = ROOT / "dbt_project" / "seeds"


def rows(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_seeds_are_what_the_script_writes() -> None:
    script = [sys.executable, str(ROOT / "scripts/build_gazetteer.py"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_entities_are_well_formed() -> None:
    entities = rows("entities")
    ids = [row["entity_id"] for row in entities]
    assert len(ids) == len(set(ids)) > 4000
    assert {row["type"] for row in entities} == {"PER", "ORG", "LOC", "PRODUCT", "EVENT"}
    assert all(row["name_en"] and row["source"] for row in entities)
    assert {row["parent_entity_id"] for row in entities} - {""} <= set(ids)


def test_every_alias_has_one_known_owner() -> None:
    aliases = rows("entity_aliases")
    ids = {row["entity_id"] for row in rows("entities")}
    assert len({row["alias"] for row in aliases}) == len(aliases)
    assert {row["entity_id"] for row in aliases} <= ids
    assert {row["is_context_needed"] for row in aliases} == {"true", "false"}


def test_a_wikidata_id_needs_a_source_that_has_one() -> None:
    assert not [row for row in rows("entities") if row["wikidata_qid"]]


@pytest.mark.parametrize(
    ("listed", "name"),
    [
        ("Tarn Valley Co., Ltd.", "Tarn Valley"),
        ("Tarn Valley Holdings, Inc. Class A", "Tarn Valley"),
        ("Tarn Valley AB (publ)", "Tarn Valley"),
        ("Tarn Valley Corporation & plc", "Tarn Valley"),
        ("Tarn & Valley Group plc", "Tarn & Valley"),
        ("Groupon", "Groupon"),
        ("Class A", "Class A"),
        ("Holdings Inc", "Holdings"),
    ],
)
def test_an_index_names_more_than_the_news_does(listed: str, name: str) -> None:
    assert bare_name(listed) == name


@pytest.mark.parametrize(
    ("text", "name", "alone"),
    [
        ("삼성전자는", "삼성전자", True),
        ("삼성전자에서는", "삼성전자", True),
        ("삼성동에", "삼성", False),
        ("주삼성", "삼성", False),
        ("Apple's", "Apple", True),
        ("Apples", "Apple", False),
        ("PineApple", "Apple", False),
        ("KBS는", "KBS", True),
        ("（中国）", "中国", True),
        ("中国政府", "中国", True),
    ],
)
def test_stands_alone(text: str, name: str, alone: bool) -> None:
    start = text.index(name)
    assert stands_alone(text, start, start + len(name)) is alone


def test_find_gives_exact_offsets_beyond_the_basic_plane() -> None:
    text = "😀İ Nvidia 𝒳"
    (hit,) = load().find(text)
    assert text[hit.start : hit.end] == "Nvidia"
