"""What a page shows, where it stands, and which start tags are kept."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.pages.source import scan

SHOWN = [
    ("<!DOCTYPE html><?xml ?><title>a</title>b", "ab"),
    ("a<!-- x -->b<!-- y", "ab"),
    ("<script>if (a < b) {}</script>a<SCRIPT src=b></Script >b", "ab"),
    ("<template><p>x</p></template>a<style>p > b {}</style>b", "ab"),
    ("<styled>a</styled><p class='b'>b", "ab"),
    ("a&nbsp;b&#8203;c&amp;&lt;p&gt; &copy &nosuch;", "abc&<p>©&nosuch;"),
    # A tag and a reference do not begin before a comment and end after it.
    ("<p>a <<!-- x -->b", "a<b"),
    ("A&am<!-- x -->p;B", "A&amp;B"),
    ("", ""),
    ("<", "<"),
]


@pytest.mark.parametrize(("page", "shown"), SHOWN)
def test_only_what_a_page_shows_is_kept(page: str, shown: str) -> None:
    stream, _ = scan(page)
    assert stream.text == shown


PIECES = "<!-- --> <script> </script> <style> <p> <p </p> < > & amp; &amp; &#44032; 가 x 😀 \u3000"


@given(st.lists(st.sampled_from([*PIECES.split(" "), " "]), max_size=40).map("".join))
def test_every_character_stands_where_it_is_said_to(page: str) -> None:
    stream, _ = scan(page)
    places = list(zip(stream.starts.tolist(), stream.ends.tolist(), strict=True))
    for char, (start, end) in zip(stream.text, places, strict=True):
        assert char == page[start:end] or char == html.unescape(page[start:end])
    assert all(end <= start for (_, end), (start, _) in zip(places, places[1:], strict=False))


def test_tags_that_say_something_are_kept() -> None:
    page = (
        "<html lang=ko><link rel=stylesheet href=a.css><LINK REL='Canonical' HREF='/b&amp;c'>"
        '<script src="a.js"></script><script id=x>{"a": "<p>"}</script><metal><meta name=a>'
    )
    _, tags = scan(page)
    assert [(tag.name, dict(tag.attributes), page[tag.start : tag.end]) for tag in tags] == [
        ("html", {"lang": "ko"}, ""),
        ("link", {"rel": "Canonical", "href": "/b&c"}, ""),
        ("script", {"id": "x"}, '{"a": "<p>"}'),
        ("meta", {"name": "a"}, ""),
    ]
