"""From a perfect reading of the five articles the build makes exactly the seven gold facts."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import duckdb
import pytest
from wirebook.warehouse.build import build, build_file

RUN_AT = datetime(2026, 11, 21, tzinfo=UTC)

FACTS = """
select
    facts.fact_type,
    facts.subject_name as subject,
    facts.object_name as object,
    facts.modality,
    facts.attributed_to,
    facts.amount_low,
    facts.amount_high,
    facts.amount_point,
    facts.currency,
    facts.bound,
    facts.amount_usd,
    facts.amount_usd_low,
    facts.amount_usd_high,
    facts.as_of_on::varchar as as_of,
    facts.as_of_basis,
    facts.claims as mentions,
    facts.languages,
    facts.independent_sources,
    facts.horizon_start::varchar as horizon_start,
    facts.horizon_end::varchar as horizon_end,
    facts.horizon_months,
    whole.fact_type as part_of,
    native.observed_on::varchar as fx_observed_date,
    (
        select list_sort(list(entities.name)) from marts.bridge_fact_entities as bridge
        inner join marts.dim_entities as entities using (entity_id)
        where bridge.fact_id = facts.fact_id and bridge.role = 'partner'
    ) as parties
from marts.fct_money_facts as facts
left join marts.fct_money_facts as whole on facts.part_of_fact_id = whole.fact_id
left join marts.fct_fx_rates as native on facts.fx_native_rate_id = native.fx_rate_id
"""
DECIMALS = {
    "amount_low",
    "amount_high",
    "amount_point",
    "amount_usd",
    "amount_usd_low",
    "amount_usd_high",
}


@pytest.fixture(scope="module")
def gold_build(tmp_path_factory, landed, gold_landing):
    state = landed(tmp_path_factory.mktemp("gold"), gold_landing)
    build(state, RUN_AT)
    with duckdb.connect(str(build_file(state)), read_only=True) as connection:
        yield connection


def facts_of(connection) -> list[dict]:
    cursor = connection.execute(FACTS)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def comparable(fact: dict) -> tuple:
    return tuple(sorted((name, str(value)) for name, value in fact.items()))


def test_the_gold_facts_come_out_and_no_other(gold_build, gold):
    answers = gold("facts")
    types = {row["fact"]: row["fact_type"] for row in answers}
    made = facts_of(gold_build)
    expected = []
    for row in answers:
        want = {name: row[name] for name in made[0]}
        want |= {n: want[n] and Decimal(want[n]).quantize(Decimal("1.0000")) for n in DECIMALS}
        want["part_of"] = types.get(want["part_of"])
        want["parties"] = want["parties"] or None
        expected.append(comparable(want))
    assert sorted(map(comparable, made)) == sorted(expected)


def test_five_articles_tell_four_stories_with_fourteen_body_mentions(gold_build):
    counts = """
        select
            (select count(*) from marts.fct_articles),
            (select count(distinct story_id) from marts.fct_articles),
            (select count(*) from marts.fct_money_mentions where zone_final = 'body'),
            (select count(*) from marts.fct_money_claims where status = 'accepted')
    """
    assert gold_build.execute(counts).fetchone() == (5, 4, 14, 14)


def test_what_is_summed_counts_no_forecast_size_or_part(gold_build):
    rows = gold_build.execute(
        "select fact_type, modality from marts.fct_money_facts"
        " where is_counted and fact_type <> 'capital_flow' order by subject_name"
    ).fetchall()
    assert rows == [("investment", "committed"), ("investment", "committed")]
