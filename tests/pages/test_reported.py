"""Pages as the web has them: what they state, what lies over them, what their marks mean."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.article import Article, ArticleError
from wirebook.pages.dates import parse_date
from wirebook.pages.extract import extract
from wirebook.pages.inline import plain
from wirebook.pages.regions import blanked, regions, without_dialogs

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "reported_pages.yaml").read_text(encoding="utf-8")
)
TEXT = (
    "<p>The harbour board said on Monday that the new quay will be built of stone.</p>"
    "<p>Work starts in spring, and the ferries will keep sailing all the while, it said.</p>"
    "<p>The board has asked three firms for an offer, and expects their answers soon.</p>"
)


def page(head: str = "", before: str = "", inside: str = "") -> bytes:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head><body>{before}'
        f"<article><h1>Own title</h1>{TEXT}{inside}</article></body></html>"
    ).encode()


def read(raw: bytes, **fields: Any) -> Article:
    return extract(raw, "text/html", **fields)


@pytest.mark.parametrize(("raw", "zone", "day", "at"), CASES["dates"])
def test_a_date_is_read_as_its_page_writes_it(
    raw: str, zone: str | None, day: str | None, at: str | None
) -> None:
    found = parse_date(raw, ZoneInfo(zone) if zone else None, "meta")
    assert (found.day if found else None, found.at if found else None) == (day, at)


@given(st.text(max_size=60), st.sampled_from(["Asia/Seoul", None]))
def test_any_text_is_a_date_or_none(text: str, zone: str | None) -> None:
    for raw in (text, f"2026-07-10T{text}", f"2026{text}", f"10 Jul {text}"):
        parse_date(raw, ZoneInfo(zone) if zone else None, "meta")


@pytest.mark.parametrize("case", CASES["heads"], ids=lambda case: case["why"])
def test_a_page_says_of_itself(case: dict[str, Any]) -> None:
    found = read(page(case["head"]))
    assert (found.published.day if found.published else None) == case["day"]
    if "title" in case:
        assert found.title == case["title"]


@pytest.mark.parametrize("case", CASES["times"], ids=lambda case: case["why"])
def test_a_time_is_the_articles_or_not(case: dict[str, Any]) -> None:
    found = read(page(before=case["body"]))
    assert (found.published.day if found.published else None) == case["day"]


@pytest.mark.parametrize("case", CASES["dialogs"], ids=lambda case: case["why"])
def test_what_lies_over_an_article_is_cut_out(case: dict[str, Any]) -> None:
    whole = page(inside=case["body"]).decode()
    cut = without_dialogs(whole, regions(whole))
    assert len(cut) == len(whole)
    assert ("$4" not in cut) == case["cut"]
    if case["cut"]:
        assert "$4" not in read(page(before=case["body"])).text


def test_a_dialog_that_holds_the_article_stays() -> None:
    whole = page().decode().replace("<body>", '<body><div role="dialog">')
    whole = whole.replace("</body>", "</div></body>")
    assert without_dialogs(whole, regions(whole)) == whole
    assert "new quay" in read(whole.encode()).text


TAGS = st.sampled_from(
    """<div> </div> <aside> </aside> <script> </script> <!-- --> text <div <dialog> </dialog>
    </section>""".split()
    + ['<div role="dialog">', '<section class="comments">']
)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_regions_lie_within_their_page(text: str) -> None:
    found = regions(text)
    assert all(0 <= r.start < r.end <= len(text) for r in found)
    assert len(blanked(text, [(r.start, r.end) for r in found])) == len(text)


@pytest.mark.parametrize(("source", "said"), CASES["marks"])
def test_marks_within_a_line_say_what_they_show(source: str, said: str) -> None:
    written = plain(source)
    assert len(written) == len(source)
    assert re.sub("<[^<>]*>", "", written) == said


def test_an_article_says_what_its_page_shows_and_leads_to_its_bytes() -> None:
    line = (
        "<p>The kit is $19<sup>99</sup>, no longer <del>$40 million</del> <ins>$35 million</ins>, "
        "at the <ruby>港<rt>みなと</rt></ruby> office<sup>2</sup> of the board.</p>"
    )
    raw = page(inside=line)
    found = read(raw)
    assert "The kit is $19.99, no longer $35 million, at the 港 office of the board." in found.text
    start = found.text.index("$19.99")
    first, last = found.byte_map.span(start, start + 6)
    assert raw[first:last] == b"$19<sup>99"


MARKS = st.sampled_from(
    "<sup> </sup> <del> </del> <rt> </rt> <ruby> </ruby> $19 99 kr 10 <s> </s> <p> < > <sup".split()
)


@given(st.lists(MARKS, max_size=30).map("".join))
def test_a_plain_page_is_as_long_and_plain(text: str) -> None:
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    "piece", ["<sup>", "<del>", "<rt>", "<sup>9", "<del>x</s>", "<sup>9</sup>"]
)
def test_marks_without_end_cost_no_square(piece: str) -> None:
    assert len(plain(piece * 50_000)) == len(piece) * 50_000


@pytest.mark.parametrize("case", CASES["bodies"], ids=lambda case: case["why"])
def test_a_page_is_an_article_or_says_why_not(case: dict[str, Any]) -> None:
    raw = (
        f"<!doctype html><html><head><title>x</title>{case.get('head', '')}</head>"
        f"<body>{case['body'].replace('TEXT', TEXT)}</body></html>"
    ).encode()
    if case["reason"] is None:
        assert read(raw).text
    else:
        with pytest.raises(ArticleError, match=case["reason"]):
            read(raw)
