"""Publication days and titles: exact only where the page prints them as its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.layout.publication import read_publication, read_title
from wirebook.reading.layout.zones import read_zones
from wirebook.reading.model import Publication
from wirebook.reading.times.printed_dates import printed_dates

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "dates.yaml").read_text("utf-8"))


def _read(page: str) -> Publication:
    return read_publication(page, read_zones(page, None), None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_publication(case: dict[str, Any]) -> None:
    read = _read(case["page"])

    if "day" in case:
        assert (read.published_on, read.published_precision) == (case["day"], "day")
    elif "not_after" in case:
        assert read.published_on is None
        assert (read.published_not_after, read.published_precision) == (
            case["not_after"],
            "not_after",
        )
    elif "month" in case:
        assert (read.published_not_after, read.published_precision) == (case["month"], "month")
    else:
        assert read == Publication()
    if "evidence" in case:
        assert read.published_evidence == case["evidence"]


@pytest.mark.parametrize("case", [c for c in CASES if "title" in c], ids=lambda c: c["name"])
def test_title(case: dict[str, Any]) -> None:
    page = case["page"]
    assert read_title(page, read_zones(page, None), None) == case["title"]


def test_the_title_of_text_without_one_is_unknown() -> None:
    page = "섬마을 여객선이 다시 다닌다.\n요금은 무료다."
    assert read_title(page, read_zones(page, None), None) is None


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("2025-02-22", "2025-02-22"),
        ("2025. 2. 22.", "2025-02-22"),
        ("2025/02/22", "2025-02-22"),
        ("2025년 2월 22일", "2025-02-22"),
        ("2025年2月22日", "2025-02-22"),
        ("22 February 2025", "2025-02-22"),
        ("22nd of February, 2025", "2025-02-22"),
        ("Feb. 22, 2025", "2025-02-22"),
        ("FEBRUARY 22, 2025", "2025-02-22"),
        ("Sat, 22 Feb 2025 10:00:00 GMT", "2025-02-22"),
        ("22 de febrero de 2025", "2025-02-22"),
        ("22.02.2025", "2025-02-22"),
        ("22/02/2025", "2025-02-22"),
        ("02/22/2025", "2025-02-22"),
        ("2025-02-30", None),
        ("02/03/2025", None),  # the third of February or the second of March
        ("version 2025.1.22.3", None),
        ("12025-02-22", None),
    ],
)
def test_printed_forms(printed: str, day: str | None) -> None:
    assert [str(d.day) for d in printed_dates(printed)] == ([day] if day is not None else [])


@given(st.lists(st.sampled_from([line for c in CASES for line in c["page"].split("\n")])))
def test_evidence_is_a_part_of_the_page(lines: list[str]) -> None:
    page = "\n".join(lines)
    read = _read(page)
    assert (read.published_evidence is None) == (read.published_precision == "unknown")
    assert read.published_evidence is None or read.published_evidence in page


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    zones = read_zones(text, None)
    read_title(text, zones, None)
    read_publication(text, zones, None)
