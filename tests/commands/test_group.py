"""``wirebook group``: texts in, stories and copies out, through the project's own models."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from wirebook.commands import group

pytestmark = pytest.mark.slow

SENTENCES = [
    f"Velmortan Works said its {thing} near the {place} harbour will {verb} {number} families."
    for thing, place, verb, number in (
        ("foundry", "northern", "feed", "4,310"),
        ("shipyard", "eastern", "train", "2,177"),
        ("brewery", "southern", "house", "9,054"),
        ("tannery", "western", "insure", "6,689"),
        ("sawmill", "inner", "employ", "1,298"),
    )
]
OTHER = "Quofenlis Energy opened a museum of clocks in the old town, and nobody came to see it."


def line(name: str, text: str, **more: Any) -> bytes:
    return json.dumps({"id": name, "text": text, "lang": "en", **more}).encode()


def test_a_copy_names_its_original_and_a_bad_line_gets_an_error_in_its_place() -> None:
    asked = [
        line("whole", "\n".join(SENTENCES), published_on="2025-02-03"),
        b"nope",
        line("alone", OTHER, published_on="2025-02-03"),
        line("cut", "\n".join(SENTENCES[:4]), published_on="2025-02-04"),
        line("no day", OTHER, published_on="soon"),
        line("alone", "Another text under an id that was used before."),
    ]
    sink = io.BytesIO()
    code = group.run(io.BytesIO(b"\n".join(asked) + b"\n"), sink)
    got = [json.loads(answer) for answer in sink.getvalue().splitlines()]
    assert code == 1
    assert [row["id"] for row in got] == ["whole", None, "alone", "cut", "no day", "alone"]
    assert got[0]["story"] == got[3]["story"]
    assert {got[0]["copy_of"], got[3]["copy_of"]} in ({None, "whole"}, {None, "cut"})
    assert "JSON" in got[1]["error"]
    assert got[2] == {"id": "alone", "story": "alone", "copy_of": None}
    assert "published_on" in got[4]["error"]
    assert "earlier" in got[5]["error"]


def test_what_the_build_would_set_aside_stands_alone() -> None:
    undecoded = "AcmÃ© \u00ec\u0095\u008c invests\n\n" + "\n".join(SENTENCES)
    asked = [line("late", OTHER, published_on="9998-12-31"), line("odd", undecoded)]
    sink = io.BytesIO()
    assert group.run(io.BytesIO(b"\n".join(asked) + b"\n"), sink) == 0
    got = [json.loads(answer) for answer in sink.getvalue().splitlines()]
    assert got == [{"id": n, "story": n, "copy_of": None} for n in ("late", "odd")]


def test_no_texts_have_no_groups() -> None:
    sink = io.BytesIO()
    assert group.run(io.BytesIO(b"\n"), sink) == 0
    assert sink.getvalue() == b""
