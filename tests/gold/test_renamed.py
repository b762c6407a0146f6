"""Nothing rests on the names, amounts or horizons of the five articles.

Copies in which all of them are others, with blocks in other places, must come out as the gold says
under the same substitutions: money and bounds, dates, claims, and the published facts.
"""

from __future__ import annotations

import os
from pathlib import Path

import gold
import gold_copies
import gold_scores
import pytest
from wirebook import settings

pytestmark = pytest.mark.skipif(
    not gold.SHARED.is_dir(), reason="the gold articles are not beside this checkout"
)
SEEDS = (1, 2, 4, 5, 6, 8)


@pytest.fixture(scope="module")
def original() -> tuple[gold_copies.Gold, dict[str, str]]:
    answers = gold.load_gold(gold.SHARED / "gold")
    files = [row["file"] for row in answers["articles"]]
    return answers, gold.load_texts(gold.SHARED / "articles", files)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_has_nothing_of_the_original(
    original: tuple[gold_copies.Gold, dict[str, str]], seed: int
) -> None:
    answers, texts = original
    made = gold_copies.make(answers, texts, seed)
    for file, text in made.texts.items():
        spans = [
            (row["start"], row["end"], row["surface"])
            for row in made.gold["money"]
            if row["file"] == file
        ]
        spans += [
            tuple(mention)
            for row in made.gold["entities"]
            if row["file"] == file
            for mention in row["mentions"] + row["optional_mentions"]
        ]
        assert spans
        assert all(text[start:end] == surface for start, end, surface in spans)
        for row in answers["entities"]:
            if row["file"] == file and row["type"] in ("ORG", "PER"):
                for *_, surface in row["mentions"]:
                    assert not gold_copies.stands_alone(surface, text), (file, surface)
    for before, after in zip(answers["money"], made.gold["money"], strict=True):
        for key in ("low", "high", "point"):
            assert before[key] is None or before[key] != after[key]
    for before, after in zip(answers["claims"], made.gold["claims"], strict=True):
        if (before["horizon_months"] or 0) > 1:
            assert before["horizon_end"] is None or before["horizon_end"] != after["horizon_end"]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reader_reads_a_copy_as_it_reads_the_original(
    original: tuple[gold_copies.Gold, dict[str, str]], seed: int, tmp_path: Path
) -> None:
    answers, texts = original
    made = gold_copies.make(answers, texts, seed)
    found = gold_copies.write_seeds(
        settings.seeds_dir(), tmp_path / "seeds", made.names.values(), answers
    )
    assert found > 10
    readings = gold.read_texts(made.texts, {**os.environ, "WIREBOOK_SEEDS": f"{tmp_path}/seeds"})
    names = gold_scores.Names(made.gold["entities"], readings)
    for score in (
        gold_scores.score_dates(made.gold["articles"], readings),
        gold_scores.score_money(made.gold["money"], readings),
        gold_scores.score_claims(made.gold["claims"], made.gold["money"], readings, names),
    ):
        assert score.passed, (score.name, score.faults)
