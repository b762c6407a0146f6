"""What a notice takes back is denied and points at what stands; what stands is not denied."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from wirebook.reading import reader
from wirebook.reading.claims.corrections import withdrawals
from wirebook.reading.claims.page import Page

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "notices.yaml").read_text(encoding="utf-8")
)
TOLD = CASES["tuned"] + CASES["others"] + CASES["unseen"]
BODY = """{title}

{body}

{notice}
"""


def name(case: Any) -> str:
    return str(case["text"] if isinstance(case, dict) else case)[:60]


def pairs(text: str) -> list[list[str | None]]:
    reading = reader.read(text, only=("zones", "money"))
    page = Page(text, reading.zones, reading.money, (), (), (), None)
    return [
        [reading.money[i].surface if i is not None else None for i in (p.withdrawn, p.standing)]
        for p in withdrawals(page, reading.lang or "en")
    ]


def told(text: str, lang: str) -> dict[str, tuple[str, str | None]]:
    """Return modality and successor by amount; of an amount told twice the last one."""
    reading = reader.read(text, lang=lang)
    surfaces = [m.surface for m in reading.money]
    return {
        surfaces[c.money]: (
            c.modality,
            surfaces[c.corrected_to] if c.corrected_to is not None else None,
        )
        for c in reading.claims
    }


@pytest.mark.parametrize("case", TOLD, ids=name)
def test_a_notice_is_read_as_pairs(case: dict[str, Any]) -> None:
    assert pairs(case["text"]) == ([] if case.get("unread") else case["pairs"])


@pytest.mark.parametrize("text", CASES["live"], ids=name)
def test_what_is_no_notice_takes_nothing_back(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize(
    "case", [c for c in TOLD if len(c["pairs"]) == 1 and not c.get("unread")], ids=name
)
def test_a_withdrawn_figure_is_denied_and_what_stands_is_not(case: dict[str, Any]) -> None:
    ((wrong, right),) = case["pairs"]
    lang = "ko" if "다" in case["text"] or "정정" in case["text"] else "en"
    found = told(case["text"], lang)
    if right is not None and right != wrong:
        assert found[wrong] == ("denied", right)
        assert found[right][0] != "denied"
    elif right is None:
        assert found[wrong][0] == "denied"


def test_the_body_that_still_says_the_wrong_figure_is_taken_back_with_it() -> None:
    text = BODY.format(
        title="Harrow Mills wins navy contract",
        body="Harrow Mills won a contract worth $4.1 billion from the navy on Monday. The contract "
        "runs for six years. The company employs 900 people. Work begins in May.",
        notice="Correction: An earlier version of this article said the contract was worth "
        "$4.1 billion. It is worth $1.4 billion.",
    )
    reading = reader.read(text, lang="en")
    assert [(reading.money[c.money].surface, c.modality) for c in reading.claims][0] == (
        "$4.1 billion",
        "denied",
    )
    assert found_right(reading) != "denied"


def found_right(reading: Any) -> str:
    return next(
        c.modality for c in reading.claims if reading.money[c.money].surface == "$1.4 billion"
    )


def test_what_has_anothers_place_is_not_denied_outside_a_notice_either() -> None:
    text = (
        "Harrow Mills said on Monday it had not agreed to pay $4.1 billion for the dock but "
        "$1.4 billion.\n\nThe company denied the earlier figure."
    )
    reading = reader.read(text, lang="en")
    heirs = {c.corrected_to for c in reading.claims}
    assert all(c.modality != "denied" or c.corrected_to for c in reading.claims if c.money in heirs)
