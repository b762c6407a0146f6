"""What lands later joins what is there; it changes no link and renames no group of it."""

from __future__ import annotations

import zlib
from datetime import UTC, date, datetime

import duckdb
import pytest
from wirebook.warehouse.build import build, build_file

pytestmark = pytest.mark.slow

RUN_AT = datetime(2026, 11, 30, tzinfo=UTC)
# Shingles and names that every text of both days has, so that each day makes them more common.
FURNITURE = list(range(1_000, 1_012))


def shingles(*seeds: str) -> list[int]:
    return sorted(zlib.crc32(f"{seed} {n}".encode()) for seed in seeds for n in range(20))


def article(case, name: str, day: int, *texts: str, event: str, language: str = "en") -> dict:
    """Return an article made of texts, on an event of which it has the names and a number."""
    claim = case.claim(0, subject=f"Subject {event}", subject_type="ORG", topic="ai")
    return case.article(
        name,
        language=language,
        fetched_at=datetime(2026, 11, day, tzinfo=UTC),
        published_on=date(2026, 11, day),
        shingles=sorted({*shingles(*texts), *FURNITURE}),
        number_keys=[f"USD:{zlib.crc32(event.encode()) % 900 + 100}e6", "num:12.5"],
        name_keys=["capital", *(f"{event} {n}" for n in range(4))],
        claims=[claim],
        money=[case.money(0, f"{zlib.crc32(event.encode()) % 900 + 100}000000")],
    )


def first_day(case) -> list[dict]:
    return [
        article(case, "wire", 20, "lead", "body", "tail", event="deal"),
        article(case, "copy", 20, "lead", "body", event="deal"),
        article(case, "report", 20, "own words", event="deal"),
        article(case, "translated", 20, "other words", event="deal", language="ko"),
        *(article(case, f"alone {n}", 20, f"alone {n}", event=f"alone {n}") for n in range(6)),
    ]


def second_day(case) -> list[dict]:
    """Return what says the same again, under ids on both sides of the first day's, and more."""
    return [
        *(article(case, f"again {n}", 21, "lead", "tail", event="deal") for n in range(8)),
        *(article(case, f"other {n}", 21, f"other {n}", event=f"other {n}") for n in range(70)),
    ]


def links(state) -> dict[tuple[str, str, str], tuple]:
    rows = _rows(
        state,
        "select left_article_version_id, right_article_version_id, method, verdict, score,"
        " evidence from marts.fct_article_links",
    )
    return {row[:3]: row[3:] for row in rows}


def groups(state) -> dict[str, tuple]:
    return {
        row[0]: row[1:] for row in _rows(state, "select * from intermediate.int_article_groups")
    }


def _rows(state, query: str) -> list[tuple]:
    with duckdb.connect(str(build_file(state)), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.fixture(scope="module")
def days(tmp_path_factory, landed, case):
    """Return the states after the first day and after both."""
    folder = tmp_path_factory.mktemp("settled")
    states = [
        landed(folder / "one", first_day(case)),
        landed(folder / "both", [*second_day(case), *first_day(case)]),
    ]
    for state in states:
        build(state, RUN_AT)
    return states


def test_a_link_keeps_its_score_and_evidence_whatever_lands_later(days):
    before, after = map(links, days)
    assert {method for _, _, method in before} >= {"copy", "story", "translation"}
    assert before.items() <= after.items()


def test_no_pair_of_the_first_day_is_linked_by_what_lands_later(days, case):
    old = {row["article_version_id"] for row in first_day(case)}
    between_old = {key for key in links(days[1]) if old.issuperset(key[:2])}
    assert between_old == set(links(days[0]))


def test_what_lands_later_joins_the_groups_that_are_there_and_renames_none(days, case):
    before, after = map(groups, days)
    assert before.items() <= after.items()
    again = second_day(case)[0]["article_version_id"]
    story = after[again][0]
    assert story in before
    wire = first_day(case)[0]["article_version_id"]
    assert after[wire][0] == story
    # The case is one: some of the story that landed later have smaller ids.
    assert min(node for node, row in after.items() if row[0] == story) not in before
