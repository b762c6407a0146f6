"""The score of events: what counts as one fact, and what of a fact must agree with the key."""

from __future__ import annotations

from typing import Any

import pytest
from wirebook.teaching.corpus import Article

from bench import events

AMOUNT = {"low": "5", "high": "5", "point": "5", "currency": "USD"}


def article(name: str, *facts: str) -> Article:
    money = [{"start": 10 * n, "end": 10 * n + 5} for n, _ in enumerate(facts)]
    claims = [{"fact": fact, "money": n, "unsure": False} for n, fact in enumerate(facts)]
    return Article("hand", {"id": name, "money": money, "claims": claims})


def published(name: str, n: int, fact_id: str, **columns: Any) -> dict[str, Any]:
    row = {"article": name, "start": 10 * n, "end": 10 * n + 4, "fact_id": fact_id}
    row |= {"status": "active", "superseded_by_fact_id": None, "independent_sources": 1}
    return row | AMOUNT | columns


def known(fact: str, **columns: Any) -> dict[str, Any]:
    row = {"fact": fact, "event": "e", "status": "active", "independent_sources": 1}
    return row | {"headline": AMOUNT} | columns


KEY = {
    "old": known("old", status="superseded", superseded_by="new", independent_sources=2),
    "new": known("new"),
}
ARTICLES = [article("one", "old"), article("two", "old", "new")]


def test_all_is_right_where_everything_agrees() -> None:
    given_way = {"status": "superseded", "superseded_by_fact_id": "b", "independent_sources": 2}
    rows = [
        published("one", 0, "a", **given_way),
        published("two", 0, "a", **given_way),
        published("two", 1, "b"),
    ]
    score = events.score(ARTICLES, KEY, rows)
    assert set(score.measures().values()) == {1.0} and score.faults == []


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([published("one", 0, "a"), published("two", 0, "c")], "merge: old in one, old in two"),
        ([published("one", 0, "a"), published("two", 1, "a")], "apart: old in one, new in two"),
        ([published("one", 0, "a")], "claims found: old in two"),
        ([published("one", 0, "a")], "status superseded: old is active"),
        ([published("one", 0, "a")], "sources: old has 1, not 2"),
        ([published("one", 0, "a", currency="EUR")], "headline: old: EUR 5 5 5"),
        ([published("one", 0, "a", superseded_by_fact_id="x")], "successor: old gives way to new"),
    ],
)
def test_each_fault_is_told(rows: list[dict[str, Any]], fault: str) -> None:
    assert fault in events.score(ARTICLES, KEY, rows).faults


@pytest.mark.parametrize(
    ("wanted", "got", "is_same"),
    [
        ({"point": "5"}, {"point": 5}, True),
        ({"point": "5"}, {"low": 5, "high": None}, True),
        ({"low": "5", "high": "6"}, {"low": 5, "high": 6}, True),
        ({"low": "5", "high": "6"}, {"low": 5, "high": 7}, False),
        ({"point": "5"}, {"point": 6}, False),
        ({"point": "5", "currency": None}, {"point": 5, "currency": "EUR"}, True),
    ],
)
def test_amounts_agree_by_both_ends_or_any_figure(
    wanted: dict[str, Any], got: dict[str, Any], is_same: bool
) -> None:
    blank = {"low": None, "high": None, "point": None, "currency": "USD"}
    assert events.agree(blank | wanted, blank | got) is is_same


def test_what_people_read_lands_whole(tmp_path: Any) -> None:
    everyone = events.told(events.CORPUS)
    (given,) = [one for one in everyone if one.row["id"] == "en-daily-503"]
    reading = events.as_people_read(given)
    assert [m.currency for m in reading.money] == ["CNY", "USD", "CNY", "USD", "CNY"]
    taken_back = next(claim for claim in reading.claims if claim.corrected_to is not None)
    assert (taken_back.modality, taken_back.corrected_to) == ("denied", 0)
