"""Lists as sites write them, and lists made to hurt."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from wirebook.fetch import listings
from wirebook.fetch.base import FetchError

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "reported_lists.yaml").read_text(encoding="utf-8")
)
BASE = "https://n.example/list"
ROOTS = {
    "feed": (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>',
        "</channel></rss>",
    ),
    "sitemap": ('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">', "</urlset>"),
}


def parsed(kind: str, case: dict[str, Any]) -> listings.Listing:
    start, end = ROOTS[kind]
    whole = case.get("whole") or start + case["body"] + end
    return listings.PARSERS[kind](whole.encode(case.get("codec", "utf-8")), BASE, None, 10_000_000)


def paths(found: listings.Listing) -> list[str]:
    return [unquote(link.address.removeprefix("https://n.example")) for link in found.links]


@pytest.mark.parametrize(
    ("kind", "case"),
    [("feed", case) for case in CASES["feeds"]] + [("sitemap", case) for case in CASES["sitemaps"]],
    ids=lambda value: value["why"] if isinstance(value, dict) else value,
)
def test_a_careless_list_is_mended_and_that_is_told(kind: str, case: dict[str, Any]) -> None:
    found = parsed(kind, case)
    assert paths(found) == case["links"]
    told = " | ".join(found.notes)
    assert all(note in told for note in case.get("notes", [])), told
    assert bool(told) == bool(case.get("notes"))
    if "dates" in case:
        assert [link.listed_at for link in found.links] == case["dates"]


@pytest.mark.parametrize("case", CASES["refused"], ids=lambda case: case["why"])
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_what_is_no_list_or_hides_is_quarantined(kind: str, case: dict[str, Any]) -> None:
    with pytest.raises(FetchError) as caught:
        parsed(kind, case)
    assert caught.value.status == "quarantined"


@pytest.mark.parametrize("charset", ["utf-7", "UTF7", "ibm1047", "cp500", "EBCDIC-CP-US"])
def test_a_feed_served_in_a_disguise_is_refused(charset: str) -> None:
    raw = (
        b'<rss version="2.0"><channel><item><link>https://n.example/1</link></item></channel></rss>'
    )
    with pytest.raises(FetchError, match="UTF-7 or EBCDIC"):
        listings.feed(raw, BASE, charset, 10_000_000)


@pytest.mark.parametrize(
    ("codec", "charset"), [("cp949", "euc-kr"), ("cp949", None), ("cp932", "shift_jis")]
)
def test_a_feed_in_an_encoding_of_its_own_is_read(codec: str, charset: str | None) -> None:
    title = "한솔철강 새 공장" if codec == "cp949" else "造船所は新しいドックを建てる"
    declared = charset or "euc-kr"
    raw = (
        f'<?xml version="1.0" encoding="{declared}"?><rss version="2.0"><channel><item>'
        f"<title>{title}&nbsp;</title><link>https://n.example/1</link></item></channel></rss>"
    ).encode(codec)
    assert paths(listings.feed(raw, BASE, charset, 10_000_000)) == ["/1"]


def test_notes_are_kept_with_the_links() -> None:
    found = parsed("feed", CASES["feeds"][0])
    assert listings.Listing.from_json(found.as_json()) == found
    assert found.summary.startswith("2 pages; mended: 1 references")


HEAVY = {
    "attributes": "<item " + " ".join(f'a{n}="x"' for n in range(80_000)) + "/>",
    "depth": "<a>" * 50_000 + "</a>" * 50_000,
    "elements": "<x/>" * 300_000,
    "attributes of many": ("<x " + " ".join(f'a{n}=""' for n in range(190)) + "/>") * 2_000,
    "namespaces": "<item " + " ".join(f'xmlns:a{n}="x"' for n in range(50_000)) + "/>",
    "prefixes": "".join(f"<a{n}:b/>" for n in range(100_000)) + "&nbsp;",
    "references": "&" * 900_000,
    "entries without end": "<item>" * 300_000,
    "entries with one end": "<item>" * 300_000 + "</item>",
    "open CDATA": "<![CDATA[" * 100_000,
    "open comments": "<!--" * 200_000,
    "controls": "\x08" * 9_000 + "a" * 900_000,
}


REFUSED = ("attributes", "depth", "entries without end", "entries with one end")


@pytest.mark.parametrize("name", HEAVY)
@pytest.mark.parametrize("kind", ["feed", "sitemap"])
def test_a_heavy_list_ends_before_it_costs(
    name: str, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, end = ROOTS[kind]
    raw = (start + HEAVY[name] + end).encode()
    seen: list[bytes] = []
    real = listings.feedparser.parse
    monkeypatch.setattr(
        listings.feedparser, "parse", lambda body, **more: seen.append(b"") or real(body, **more)
    )
    try:
        listings.PARSERS[kind](raw, BASE, None, 10_000_000)
    except FetchError as error:
        assert error.status == "quarantined"
    else:
        assert name not in REFUSED
    # 80,000 attributes took feedparser a minute.
    is_heavy = name in REFUSED or name in ("elements", "attributes of many")
    assert not (is_heavy and seen)


PIECES = st.sampled_from(
    """<item> </item> <link> </link> https://n.example/1 & &nbsp; &amp; &#8; <![CDATA[ ]]> <!-- -->
    <a:b/> < > " <url> </url> <loc> </loc> <?x?> 뉴스 \x08 \ufffe <!DOCTYPE <x""".split()
    + [" ", "<x a='1' a='2'/>", "<!DOCTYPE x>"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.sampled_from(["feed", "sitemap"]))
def test_any_list_is_read_or_quarantined(body: str, kind: str) -> None:
    start, end = ROOTS[kind]
    for whole in (start + body + end, start + body, body):
        try:
            listings.PARSERS[kind](whole.encode(), BASE, None, 100_000)
        except FetchError as error:
            assert error.status == "quarantined"
