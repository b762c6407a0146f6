"""What is kept around amounts: clauses, whole amounts, and never more than the share."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wirebook.landing.clauses import Span, kept_spans, merged
from wirebook.reading.claims.page import Page
from wirebook.reading.model import Zone

# Text, its amount, and the clause that is kept when there is room for it.
CLAUSES = [
    ("Tern, which is old, will pay $5 bn for Ibis, it said.", "$5 bn", "will pay $5 bn for Ibis"),
    ("The bank (set up in 1999) lent €1,200.50 to it.", "€1,200.50", "lent €1,200.50 to it."),
    ("Tern sold its dock; Ibis paid 12:30 or $3 m.", "$3 m", "Ibis paid 12:30 or $3 m."),
    ("한강은행은 5조 원을 빌렸고, 3조 원을 갚았다.", "3조 원", "3조 원을 갚았다."),
    ("合计投资5亿元，同比增长三成。", "5亿元", "合计投资5亿元"),
    ("It costs $7", "$7", "It costs $7"),
    ("One line\nand $7 in the next\nand one more", "$7", "and $7 in the next"),
]


def one(text: str, surface: str, share: float) -> str | None:
    start = text.index(surface)
    span = (start, start + len(surface))
    [kept] = kept_spans(text, [span], [(0, len(text))], share)
    return None if kept is None else text[slice(*kept)]


@pytest.mark.parametrize(("text", "surface", "clause"), CLAUSES)
def test_an_amount_is_kept_with_its_clause(text: str, surface: str, clause: str) -> None:
    assert one(text, surface, 1.0) == clause


def test_a_clause_is_cut_to_whole_words() -> None:
    text = "The old bank of the northern town will lend $5 bn to the new docks of the south"
    kept = one(text, "$5 bn", 0.25)
    assert kept == "lend $5 bn to the"


def test_every_amount_gets_the_same_room() -> None:
    text = "aaa bbb ccc $1 ddd eee fff ggg hhh iii $2 jjj kkk lll and so on " + "more words " * 9
    spans = [(text.index(s), text.index(s) + 2) for s in ("$1", "$2")]
    kept = kept_spans(text, spans, [(0, len(text))] * 2, 0.25)
    assert [text[slice(*k)] for k in kept if k] == ["bbb ccc $1 ddd eee", "hhh iii $2 jjj kkk"]


def test_where_amounts_alone_are_too_much_the_first_are_kept() -> None:
    text = "$10 $20 $30 $40"
    spans = [(0, 3), (4, 7), (8, 11), (12, 15)]
    assert kept_spans(text, spans, [(0, 15)] * 4, 0.5) == [(0, 3), (4, 7), None, None]
    assert kept_spans(text, spans, [(0, 15)] * 4, 0.0) == [None] * 4


@st.composite
def texts(draw: Any) -> tuple[str, list[Span]]:
    pieces = draw(st.lists(st.text("가a ,.;(\n1", max_size=12), min_size=1, max_size=12))
    text, spans = "", []
    for piece in pieces:
        text += piece
        spans.append((len(text), len(text) + 2))
        text += "$1"
    return text, spans


@given(texts(), st.floats(0, 1))
def test_no_more_than_the_share_is_kept_and_no_amount_in_part(
    made: tuple[str, list[Span]], share: float
) -> None:
    text, spans = made
    page = Page(text, [Zone(0, len(text), "paragraph", True)], (), (), (), (), None)
    sentences = [page.sentence(start, end - start) for start, end in spans]
    kept = kept_spans(text, spans, [(s.start, s.end) for s in sentences], share)
    assert len(kept) == len(spans)
    found = [span for span in kept if span is not None]
    assert sum(end - start for start, end in merged(found)) <= share * len(text)
    for span, amount in zip(kept, spans, strict=True):
        assert span is None or (span[0] <= amount[0] and amount[1] <= span[1])


def test_spans_that_touch_are_one() -> None:
    assert merged([(5, 7), (0, 3), (3, 4), (6, 9)]) == [(0, 4), (5, 9)]
