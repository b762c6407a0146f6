"""The twenty stored questions run on the marts and answer what the gold facts say."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pytest
from wirebook.published import questions
from wirebook.warehouse.build import build, build_file

pytestmark = pytest.mark.slow

TWO_BILLION = Decimal(2_000_000_000)


def reports(case) -> list[dict]:
    """Return a report, its translation with another bound, and another outlet's other figure."""
    claim = {"subject": "Acme", "subject_type": "ORG", "topic": "ai+cloud"}
    horizon = {"horizon_start": datetime(2025, 1, 1).date(), "horizon_months": 12}
    horizon["horizon_end"] = datetime(2025, 12, 31).date()
    keys = {"number_keys": ["KRW:2.9e12", "num:31.7"], "name_keys": ["acme", "a", "b", "c"]}
    low = {"high": None, "bound": "at_least"}
    over = {"high": None, "bound": "more_than"}
    won = "2900000000000"
    return [
        case.article(
            "original",
            language="ko",
            outlet="Ilbo",
            published_on=datetime(2025, 2, 22).date(),
            money=[
                case.money(0, won, "KRW", **low),
                case.money(1, "2000000000", "USD", restates=0),
            ],
            claims=[case.claim(0, **claim, **horizon)],
            quotes=[
                {"ordinal": 0, "start": 5, "end": 9, "kind": "direct", "speaker": "Kim Cho",
                 "text_hash": "k"}
            ],
            **keys,
        ),
        case.article(
            "translated",
            language="en",
            outlet="Ilbo",
            published_on=datetime(2025, 2, 23).date(),
            money=[case.money(0, won, "KRW", **over)],
            claims=[case.claim(0, **claim, **horizon)],
            quotes=[
                {"ordinal": 0, "start": 5, "end": 9, "kind": "direct", "speaker": "Kim Cho",
                 "text_hash": "e"}
            ],
            **keys,
        ),
        case.article(
            "rival",
            language="ko",
            outlet="Shinmun",
            published_on=datetime(2025, 2, 25).date(),
            money=[case.money(0, "4000000000000", "KRW")],
            claims=[
                case.claim(0, **claim),
            ],
            number_keys=["num:31.7"],
            name_keys=["acme", "a", "b", "c"],
        ),
        case.article(
            "forecast",
            language="en",
            outlet="Wire",
            money=[case.money(0, "70000000", "USD")],
            claims=[
                case.claim(0, subject="Beta", modality="forecast", attributed_to="Ann Lyst",
                           hedge="could")
            ],
        ),
        case.article(
            "stake",
            language="en",
            outlet="Wire",
            money=[case.money(0, "5000000", "USD")],
            claims=[case.claim(0, fact_type="stake_purchase", subject="Beta", object="Gamma")],
        ),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def answers(tmp_path_factory, landed, case):
    """Build once and answer every question, by the number of its file."""
    state = landed(tmp_path_factory.mktemp("questions"), reports(case))
    build(state, datetime(2026, 11, 21, tzinfo=UTC))
    found = {}
    with duckdb.connect(str(build_file(state)), read_only=True) as connection:
        connection.execute("use marts")
        for question in questions.questions():
            cursor = connection.execute(question.sql)
            names = [column[0] for column in cursor.description]
            rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
            found[question.number] = rows
    return found


def test_there_are_twenty_questions_and_each_has_an_answer(answers):
    assert sorted(answers) == list(range(1, 21))
    assert [number for number, rows in answers.items() if not rows] == []


def test_sums_count_a_fact_once(answers):
    (double,) = answers[2]
    assert (double["facts"], double["claims"]) == (2, 4)
    assert double["naive_amount_usd"] - double["amount_usd"] == double["double_count_usd"]
    by_topic = sum(row["amount_usd"] for row in answers[11])
    by_quarter = sum(row["amount_usd"] for row in answers[4])
    ours = next(row["amount_usd"] for row in answers[1] if row["investor"] == "Acme")
    assert by_topic == by_quarter == ours


def test_conflicts_name_their_ratio_and_rule(answers):
    assert len(answers[5]) == 3
    assert {row["spread_ratio"] for row in answers[5]} == {Decimal("1.3793")}
    assert sum(row["is_headline"] for row in answers[5]) == 1


def test_translations_that_bind_differently_are_found(answers):
    (row,) = answers[17]
    assert (row["original_bound"], row["translated_bound"]) == ("at_least", "more_than")


def test_a_publishers_conversion_is_set_beside_the_reference_rate(answers):
    (row,) = answers[19]
    assert row["printed_usd"] == TWO_BILLION
    assert abs(row["ratio"] - 1) < 0.05


def test_a_quote_is_one_utterance_in_two_languages(answers):
    (row,) = answers[18]
    assert (row["printed"], row["languages"]) == (2, ["en", "ko"])


def test_the_first_outlet_and_the_lag_of_the_next(answers):
    row = next(r for r in answers[16] if r["first_outlet"] == "Ilbo")
    assert (row["first_language"], row["days_until_next"]) == ("ko", 3)


def test_forecasts_and_stakes_are_listed_with_who_and_whom(answers):
    assert [(r["forecaster"], r["hedge"]) for r in answers[9]] == [("Ann Lyst", "could")]
    assert [(r["buyer"], r["target"]) for r in answers[13]] == [("Beta", "Gamma")]
