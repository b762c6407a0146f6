"""Lines mended by the structure of the page they were chosen from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.blocks import cut
from wirebook.pages.lines import Line, locate
from wirebook.pages.source import scan

CASES = yaml.safe_load((Path(__file__).parents[1] / "cases" / "page_runs.yaml").read_text("utf-8"))
TAGS = ["<p>", "</p>", "<br>", "<div class=a>", "</div>", "<h1>", "</h1>", "<a href=x>", "</a>"]
PIECES = st.lists(st.sampled_from([*TAGS, "Ships sail. ", "바다 ", "<", "&amp;", "<p x", " ."]))


def texts(lines: list[Line]) -> list[str]:
    return [" ".join(piece.text for piece in line) for line in lines]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_lines(case: dict[str, Any]) -> None:
    stream, _ = scan(case["page"])
    runs = cut(case["page"], stream)
    chosen = runs.split(locate(stream, "\n".join(case["chosen"])))
    assert texts(runs.restored(chosen)) == case["lines"]


@given(PIECES)
def test_every_character_stands_in_one_run(pieces: list[str]) -> None:
    source = "".join(pieces)
    stream, _ = scan(source)
    runs = cut(source, stream).runs
    assert "".join(stream.text[run.start : run.end] for run in runs) == stream.text


@given(PIECES)
def test_splitting_loses_and_adds_nothing(pieces: list[str]) -> None:
    source = "".join(pieces)
    stream, _ = scan(source)
    runs = cut(source, stream)
    lines = locate(stream, " ".join(source.split()).replace("<", ""))
    places = [(p.place, p.place + p.length) for line in runs.split(lines) for p in line]
    before = [(p.place, p.place + p.length) for line in lines for p in line]
    assert sorted(i for a, b in places for i in range(a, b)) == sorted(
        i for a, b in before for i in range(a, b)
    )
    for line in runs.restored(runs.split(lines)):
        for piece in line:
            found = stream.text[piece.place : piece.place + piece.length]
            assert found == piece.text.replace(" ", "")


def test_prose_is_sentences_outside_links() -> None:
    link = "<a href=/>Ten docks to see at once.</a>"
    page = f"<div>The yard is full.<br><br>Its docks<br><br>{link}</div>"
    stream, _ = scan(page)
    runs = cut(page, stream)
    lines = runs.split(locate(stream, "The yard is full.\nIts docks\nTen docks to see at once."))
    assert runs.prose(lines) == len("Theyardisfull.")
    assert runs.all_prose() == 0  # too short to count by itself
    assert runs.prose([]) == 0


def test_stray_and_missing_end_tags_cost_no_run() -> None:
    page = "<div>" * 5_000 + "Ships sail at dawn today." + "</article>" * 5_000
    stream, _ = scan(page)
    runs = cut(page, stream)
    assert [stream.text[run.start : run.end] for run in runs.runs] == ["Shipssailatdawntoday."]
