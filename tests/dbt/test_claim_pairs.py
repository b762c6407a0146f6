"""Claims given as cases, through the models that compare them, in a real DuckDB file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
import yaml
from wirebook.settings import StatePaths
from wirebook.warehouse import build

pytestmark = pytest.mark.slow

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "claim_pairs.yaml").read_text(encoding="utf-8")
)
MODELS = (
    "int_comparable_claims",
    "int_claim_candidates",
    "int_compared_claims",
    "int_claim_rivals",
    "int_claim_judgements",
    "int_claim_pairs",
)
GIVEN = """
create schema intermediate; create schema staging; create schema seeds;
create table intermediate.int_money_claims (
    claim_id varchar, money_mention_id varchar, article_version_id varchar, article_id varchar,
    origin_id varchar, story_id varchar, dated_on date, fact_type varchar, modality varchar,
    subject_entity_id varchar, object_entity_id varchar, topics varchar[], currency varchar,
    figure decimal(38, 4), amount_high decimal(38, 4), bound varchar, horizon_start date,
    horizon_end date, horizon_months integer, rejected_reason varchar, metric varchar,
    measure varchar, sign varchar, corrected_to_modality varchar
);
create table intermediate.int_headline_echoes (claim_id varchar, echoed_claim_id varchar);
create table intermediate.int_fx_conversions (
    currency varchar, as_of_on date, native_rate decimal(18, 8), usd_rate decimal(18, 8)
);
create table staging.stg_landing__money (
    article_version_id varchar, money_mention_id varchar, core_start bigint, core_end bigint
);
create table seeds.judgements (
    kind varchar, left_article_version_id varchar, left_start bigint, left_end bigint,
    right_article_version_id varchar, right_start bigint, right_end bigint, verdict varchar
);
"""


@pytest.fixture(scope="module")
def pairs(tmp_path_factory) -> dict[int, list[list[str]]]:
    """Return the pairs of every case: one build holds them all, under names of their own."""
    state = StatePaths(tmp_path_factory.mktemp("pairs") / "state")
    state.build.mkdir(parents=True)
    with duckdb.connect(str(build.build_file(state))) as connection:
        connection.execute(GIVEN)
        for number, case in enumerate(CASES["cases"]):
            for name, columns in case["claims"].items():
                _insert(connection, number, name, {**CASES["defaults"], **columns})
    at = datetime(2026, 1, 1, tzinfo=UTC)
    build._run_dbt(state, at, ["run", "--select", *MODELS])
    found: dict[int, list[list[str]]] = {number: [] for number in range(len(CASES["cases"]))}
    with duckdb.connect(str(build.build_file(state)), read_only=True) as connection:
        rows = connection.execute(
            "select left_claim_id, right_claim_id, method, verdict"
            " from intermediate.int_claim_pairs order by all"
        ).fetchall()
    for left, right, method, verdict in rows:
        case, _, left_name = left.partition("/")
        other, _, right_name = right.partition("/")
        assert case == other, f"{left} and {right} are of two cases"
        found[int(case)].append([left_name, right_name, method, verdict])
    return found


def _insert(connection, number: int, name: str, claim: dict) -> None:
    def own(value: str | None) -> str | None:
        return None if value is None else f"{number}/{value}"

    claim_id = own(name)
    article = own(claim.get("article", name))
    connection.execute(
        "insert into intermediate.int_money_claims values"
        " (?, ?, ?, ?, ?, ?, date '2025-01-01' + ?::integer, ?, ?, ?, ?, ?, ?, ?, null, ?,"
        " null, null, ?, ?, ?, ?, ?, ?)",
        [
            claim_id,
            claim_id,
            article,
            article,
            own(claim.get("origin", claim.get("article", name))),
            own(claim.get("story", claim.get("article", name))),
            claim["days"],
            claim["fact_type"],
            claim["modality"],
            own(claim["subject"]),
            own(claim["object"]),
            claim["topics"],
            claim["currency"],
            claim["figure"],
            claim["bound"],
            claim["months"],
            claim["rejected"],
            claim["metric"],
            claim["measure"],
            claim["sign"],
            claim["corrected_to"],
        ],
    )


@pytest.mark.parametrize("number", range(len(CASES["cases"])))
def test_claims_pair_by_what_they_say_and_then_by_amount(pairs, number):
    assert pairs[number] == CASES["cases"][number]["pairs"], CASES["cases"][number]["why"]
