"""What a check of severity Q finds goes, with all that rests on it, and the gate then passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from marts import TESTS, build_marts
from wirebook import settings
from wirebook.audit import gate, set_aside, suites
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths

SUITES = suites.load_suites(settings.suites_dir())
# The small marts were all believed from this moment on.
FIRST_RUN = datetime(2025, 3, 9, tzinfo=UTC)
NEXT_RUN = FIRST_RUN + timedelta(days=1)

MENTIONS = {"m1", "m2", "m3", "m4", "m5"}
CLAIMS = {"c1", "c2", "c3", "c4"}
# A fault, some of what is told, and what is left of mentions, claims and current facts.
FAULTS = [
    pytest.param(
        "update fct_money_mentions set amount_low = 9e22, amount_point = 9e22"
        " where money_mention_id = 'm1'",
        ["fct_money_mentions/m1", "fct_money_facts/c1"],
        (["m2", "m3", "m4", "m5"], ["c2", "c4"], ["c4"]),
        id="an amount beyond the cap takes its fact",
    ),
    pytest.param(
        "update fct_money_facts set amount_usd_high = 3e13 where fact_id = 'c4'",
        ["fct_money_facts/c4"],
        (["m1", "m2", "m3", "m4", "m5"], ["c1", "c2", "c3"], ["c1"]),
        id="a fact beyond the cap goes alone, its amounts stay",
    ),
    pytest.param(
        "update fct_articles set published_on = '2027-01-01', published_not_after = '2027-01-01'"
        " where article_version_id = 'v1'",
        ["fct_articles/v1", "fct_money_facts/c1"],
        (["m4", "m5"], ["c4"], ["c4"]),
        id="a page from the future takes its translation along",
    ),
    pytest.param(
        "insert into fct_fx_rates by name select * replace ('r_old' as fx_rate_id,"
        " observed_on - 1 as observed_on, carried_days + 1 as carried_days, rate * 2 as rate)"
        " from fct_fx_rates"
        " where fx_rate_id = 'r_krw'",
        ["fct_fx_rates/r_krw", "fct_money_facts/c1"],
        (["m1", "m2", "m3", "m4", "m5"], ["c2", "c4"], ["c4"]),
        id="a rate that jumps takes what was converted by it",
    ),
    pytest.param(
        "update fct_money_mentions set amount_low = 2e10, amount_high = 2e10, amount_point = 2e10"
        " where surface = '$2 billion'",
        ["fct_money_mentions/m4", "fct_money_facts/c4"],
        (["m1", "m2", "m3"], ["c1", "c2", "c3"], ["c1"]),
        id="an amount that its own surface contradicts takes its fact",
    ),
]


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    state = StatePaths(tmp_path)
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    return state


def run(state: StatePaths, sql: str, run_at: datetime = FIRST_RUN) -> list[str]:
    build_file = state.build / BUILD_FILE
    with duckdb.connect(str(build_file)) as connection:
        connection.execute("use marts")
        connection.execute(sql)
    told = set_aside.set_aside(build_file, SUITES, run_at)
    return [str(row["target"]) for row in told]


def left(state: StatePaths, table: str, column: str, where: str = "true") -> list[str]:
    with duckdb.connect(str(state.build / BUILD_FILE), read_only=True) as connection:
        query = f"select {column} from marts.{table} where {where} order by 1"
        return [value for (value,) in connection.execute(query).fetchall()]


def test_sound_marts_lose_nothing(state: StatePaths) -> None:
    assert run(state, "select 1") == []


@pytest.mark.parametrize(("sql", "told", "rest"), FAULTS)
def test_a_row_goes_with_all_that_rests_on_it(
    sql: str, told: list[str], rest: tuple[list[str], ...], state: StatePaths
) -> None:
    named = run(state, sql)
    assert set(told) <= set(named) and len(named) == len(set(named))
    # Nothing goes unnamed.
    whole = {"fct_money_mentions": MENTIONS, "fct_money_claims": CLAIMS}
    for table, there in whole.items():
        column = "money_mention_id" if table == "fct_money_mentions" else "claim_id"
        gone = there - set(left(state, table, column))
        assert {f"{table}/{key}" for key in gone} <= set(named)
    found = (
        left(state, "fct_money_mentions", "money_mention_id"),
        left(state, "fct_money_claims", "claim_id"),
        left(state, "fct_money_facts", "fact_id", "is_current"),
    )
    assert found == rest
    gone = {target.split("/")[1] for target in told}
    for table in ("bridge_fact_entities", "bridge_fact_topics", "fct_fact_allocations"):
        assert gone.isdisjoint(left(state, table, "fact_id"))


@pytest.mark.slow
@pytest.mark.parametrize(("sql", "told", "rest"), FAULTS)
def test_the_rest_passes_the_gate(
    sql: str, told: list[str], rest: tuple[list[str], ...], state: StatePaths
) -> None:
    run(state, sql)
    found = gate.audit(make_candidate(state).path, settings.suites_dir())
    # So small a world may be left without a single allocation or quote.
    assert {check.check for check in found.failures} <= {"row_floor"}, found.summary()


def test_a_fact_that_was_published_keeps_its_history(state: StatePaths) -> None:
    run(state, "update fct_money_facts set amount_usd = 3e13 where fact_id = 'c4'", NEXT_RUN)
    until = NEXT_RUN.replace(tzinfo=None)
    assert left(state, "fct_money_facts", "system_to", "fact_id = 'c4'") == [until]
    assert left(state, "fct_money_facts", "is_current", "fact_id = 'c4'") == [False]


def test_what_the_build_did_without_is_told_with_its_reason(state: StatePaths) -> None:
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute(
            "create schema staging; create table staging.stg_landing__refused as"
            " select 'wire' as source, 'v9' as article_version_id, 'money' as kind, 3 as ordinal,"
            " 10 as span_start, 14 as span_end, 'a currency that is not in the list' as"
            " refused_reason union all select 'wire', 'v8', 'articles', null, null, null, 'no day'"
        )
    told = set_aside.set_aside(state.build / BUILD_FILE, SUITES, FIRST_RUN)
    assert told == [
        {"source": "wire", "target": "v8/articles", "reason": "no day", "span": None},
        {
            "source": "wire",
            "target": "v9/money/3",
            "reason": "a currency that is not in the list",
            "span": "10-14",
        },
    ]


def test_every_check_of_this_severity_can_set_rows_aside(state: StatePaths) -> None:
    bad = (TESTS.parent / "expectations" / "dim_dates.yaml").read_text(encoding="utf-8")
    folder = state.home / "suites"
    folder.mkdir()
    (folder / "dim_dates.yaml").write_text(bad.replace("severity: B", "severity: Q"))
    with pytest.raises(set_aside.QuarantineError, match=r"dim_dates\.days_have_no_gap"):
        set_aside.set_aside(state.build / BUILD_FILE, suites.load_suites(folder), FIRST_RUN)
