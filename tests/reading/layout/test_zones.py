"""Zones: what is the article, on pages of many kinds."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.reading.layout.zones import read_zones

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases" / "zones.yaml").read_text("utf-8"))


def _page(case: dict[str, str]) -> tuple[str, list[tuple[str, str]]]:
    marked = [(line[:1], line[2:]) for line in case["page"].splitlines()]
    return "\n".join(text for _, text in marked), [(mark, text) for mark, text in marked if text]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_keeps_the_article_and_nothing_else(case: dict[str, str]) -> None:
    text, lines = _page(case)

    zones = read_zones(text, None)

    read = [("+" if z.keep else "-", f"{text[z.start : z.end]} ({z.zone})") for z in zones]
    titles = {text[z.start : z.end] for z in zones if z.zone == "title" and z.keep}
    wrong = [
        got
        for (mark, line), got in zip(lines, read, strict=True)
        if mark not in ("?", "=" if line in titles and mark == "=" else got[0])
    ]
    assert wrong == []


def test_indentation_and_blank_lines_change_nothing() -> None:
    for case in CASES:
        text, _ = _page(case)
        spaced = "\r\n\r\n".join(f"\t  {line} \u3000" for line in text.split("\n"))
        assert [(z.zone, z.keep) for z in read_zones(spaced, None)] == [
            (z.zone, z.keep) for z in read_zones(text, None)
        ]


@pytest.mark.parametrize(
    "text",
    [
        "매출은 3조원이다.",
        "Read more: $5 million",
        "ADVERTISEMENT",
        "2025-02-22",
        "[앵커]",
        "한빛전자, 3조원 투자",
        "Tel: 02-123-4567\nTel: 02-123-4568",
        "공유\n댓글",
    ],
)
def test_never_drops_all_there_is(text: str) -> None:
    assert all(zone.keep for zone in read_zones(text, None))


def test_a_page_without_lines_has_no_zones() -> None:
    assert read_zones("", None) == ()
    assert read_zones(" \n\u3000\n\t", "ko") == ()


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=300))
def test_zones_are_the_trimmed_lines_in_order(text: str) -> None:
    zones = read_zones(text, None)

    lines = [line.strip() for line in text.splitlines()]
    assert [text[z.start : z.end] for z in zones] == [line for line in lines if line]
    assert all(a.end <= b.start for a, b in zip(zones, zones[1:], strict=False))


@given(
    st.lists(
        st.sampled_from([c["page"] for c in CASES]).flatmap(
            lambda page: st.sampled_from([line[2:] for line in page.splitlines()])
        ),
        max_size=30,
    )
)
def test_any_mixture_of_lines_is_read(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert len(read_zones(text, None)) == sum(bool(line.strip()) for line in lines)
