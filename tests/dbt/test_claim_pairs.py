"""Claims given as cases, through the models that compare them, in a real DuckDB file."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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
    "int_claim_party_ids",
    "int_claim_repeats",
    "int_comparable_claims",
    "int_claim_candidates",
    "int_compared_claims",
    "int_compared_amounts",
    "int_claim_matches",
    "int_claim_rivals",
    "int_claim_judgements",
    "int_claim_pairs",
    "int_claims_set_aside",
    "int_article_revisions",
    "int_claim_successions",
)
GIVEN = """
create schema intermediate; create schema staging; create schema seeds;
create table intermediate.int_money_claims (
    claim_id varchar, money_mention_id varchar, article_version_id varchar, article_id varchar,
    origin_id varchar, story_id varchar, dated_on date, fact_type varchar, modality varchar,
    subject_entity_id varchar, subject_name varchar, subject_type varchar,
    object_entity_id varchar, object_type varchar, topics varchar[], currency varchar,
    figure decimal(38, 4), amount_low decimal(38, 4), amount_high decimal(38, 4), bound varchar,
    horizon_start date, horizon_end date, horizon_months integer, rejected_reason varchar,
    metric varchar, measure varchar, sign varchar, corrected_to_modality varchar,
    part_of_claim_id varchar, corrected_to_claim_id varchar, language varchar,
    article_status varchar, is_notice boolean, is_headline boolean
);
create table intermediate.int_headline_echoes (claim_id varchar, echoed_claim_id varchar);
create table intermediate.int_claim_parties (claim_id varchar, entity_id varchar, role varchar);
create table intermediate.int_claim_figures (
    claim_id varchar, currency varchar, figure decimal(38, 4), is_restated boolean
);
create table intermediate.int_fx_conversions (
    currency varchar, as_of_on date, native_rate decimal(18, 8), usd_rate decimal(18, 8)
);
create table staging.stg_landing__money (
    article_version_id varchar, money_mention_id varchar, core_start bigint, core_end bigint
);
create table seeds.entities (
    entity_id varchar, parent_entity_id varchar, type varchar, country varchar
);
create table seeds.judgements (
    kind varchar, left_article_version_id varchar, left_start bigint, left_end bigint,
    right_article_version_id varchar, right_start bigint, right_end bigint, verdict varchar
);
"""
FIRST_DAY = date(2025, 1, 1)
PLACES = {place["entity_id"] for place in CASES["places"]}
# Columns of a claim that are names within its case.
NAMES = ("article", "origin", "story", "subject", "object", "part_of", "replaced_by")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> StatePaths:
    """Return a state in which one build has compared all cases, under names of their own."""
    state = StatePaths(tmp_path_factory.mktemp("pairs") / "state")
    state.build.mkdir(parents=True)
    with duckdb.connect(str(build.build_file(state))) as connection:
        connection.execute(GIVEN)
        for number, case in enumerate(CASES["cases"]):
            _insert(connection, "seeds.entities", CASES["places"] if number == 0 else [])
            for name, columns in case["claims"].items():
                _insert_claim(connection, number, name, {**CASES["defaults"], **columns})
    at = datetime(2026, 1, 1, tzinfo=UTC)
    build._run_dbt(state, at, ["run", "--select", *MODELS])
    return state


def _found(state: StatePaths, query: str) -> dict[int, list[list[str]]]:
    """Return the rows of a query, whose first two columns name claims, by their case."""
    found: dict[int, list[list[str]]] = {number: [] for number in range(len(CASES["cases"]))}
    with duckdb.connect(str(build.build_file(state)), read_only=True) as connection:
        rows = connection.execute(query).fetchall()
    for left, right, *rest in rows:
        case, _, left_name = left.partition("/")
        other, _, right_name = right.partition("/")
        assert case == other, f"{left} and {right} are of two cases"
        found[int(case)].append([left_name, right_name, *rest])
    return found


@pytest.fixture(scope="module")
def pairs(built) -> dict[int, list[list[str]]]:
    return _found(
        built,
        "select left_claim_id, right_claim_id, method, verdict"
        " from intermediate.int_claim_pairs order by all",
    )


@pytest.fixture(scope="module")
def successions(built) -> dict[int, list[list[str]]]:
    return _found(
        built,
        "select claim_id, successor_claim_id from intermediate.int_claim_successions order by all",
    )


def _insert(connection, table: str, rows: list[dict]) -> None:
    for row in rows:
        marks = ", ".join("?" * len(row))
        query = f"insert into {table} ({', '.join(row)}) values ({marks})"
        connection.execute(query, list(row.values()))


def _insert_claim(connection, number: int, name: str, claim: dict) -> None:
    article = claim.get("article", name)
    claim = {"article": article, "origin": article, "story": article, **claim}
    own = {key: None if claim[key] is None else f"{number}/{claim[key]}" for key in NAMES}
    claim_id = f"{number}/{name}"
    day = None if claim["days"] is None else FIRST_DAY + timedelta(days=claim["days"])
    place = claim["object"] if claim["object"] in PLACES else own["object"]
    row = {
        "claim_id": claim_id,
        "money_mention_id": claim_id,
        "article_version_id": own["article"],
        "article_id": own["article"],
        "origin_id": own["origin"],
        "story_id": own["story"],
        "dated_on": day,
        "subject_entity_id": own["subject"],
        "subject_name": claim["subject"],
        "subject_type": "ORG",
        "object_entity_id": place,
        "amount_low": claim["figure"],
        "amount_high": claim["high"],
        "horizon_months": claim["months"],
        "horizon_start": claim["years"] and f"{claim['years'][0]}-01-01",
        "horizon_end": claim["years"] and f"{claim['years'][1]}-12-31",
        "rejected_reason": claim["rejected"],
        "corrected_to_modality": claim["corrected_to"],
        "part_of_claim_id": own["part_of"],
        "corrected_to_claim_id": own["replaced_by"],
        "language": claim["language"],
        "article_status": "live",
        "is_notice": claim["notice"],
        "is_headline": claim["headline"],
        **{
            key: claim[key]
            for key in ("fact_type", "modality", "topics", "currency", "figure", "bound")
        },
        **{key: claim[key] for key in ("metric", "measure", "sign")},
    }
    _insert(connection, "intermediate.int_money_claims", [row])
    figures = [(claim["currency"], claim["figure"], False)]
    figures += [(currency, figure, True) for currency, figure in claim["restated"].items()]
    for currency, figure, restated in figures:
        values = {"claim_id": claim_id, "currency": currency, "figure": figure}
        _insert(connection, "intermediate.int_claim_figures", [{**values, "is_restated": restated}])
    for party in claim["parties"]:
        values = {"claim_id": claim_id, "entity_id": f"{number}/{party}", "role": "recipient"}
        _insert(connection, "intermediate.int_claim_parties", [values])


@pytest.mark.parametrize("number", range(len(CASES["cases"])))
def test_claims_pair_by_what_they_say_and_then_by_amount(pairs, number):
    assert pairs[number] == CASES["cases"][number]["pairs"], CASES["cases"][number]["why"]


@pytest.mark.parametrize("number", range(len(CASES["cases"])))
def test_a_claim_gives_way_where_a_text_tells_of_a_change(successions, number):
    expected = CASES["cases"][number].get("successions", [])
    assert successions[number] == expected, CASES["cases"][number]["why"]
