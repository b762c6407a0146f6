"""What the build decides when it compares articles, and what it remembers from build to build."""

from __future__ import annotations

import json
import shutil
import zlib
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pytest
from wirebook.settings import seeds_dir
from wirebook.warehouse.build import HISTORY, BuildError, build, build_file, run_unit_tests

pytestmark = pytest.mark.slow

FIRST_RUN = datetime(2026, 11, 21, tzinfo=UTC)
SECOND_RUN = datetime(2026, 11, 22, tzinfo=UTC)


def words(seed: str) -> list[int]:
    """Return shingles that no other seed has."""
    return [abs(hash_of(f"{seed} {n}")) for n in range(40)]


def hash_of(text: str) -> int:
    return zlib.crc32(text.encode()) * 1_000_003 % (1 << 62)


def report(case, name, story, claims, amounts, **columns) -> dict:
    """Return an article of a story: it shares the story's number and names, not its words."""
    row = {
        "language": "en",
        "published_on": date(2025, 3, 3),
        "shingles": words(name),
        "number_keys": [f"num:{hash_of(story) % 90_001 + 1_000_001}"],
        "name_keys": [f"{story} {n}" for n in range(4)],
        **columns,
    }
    return case.article(name, claims=claims, money=amounts, **row)


def invests(case, figure, subject, ordinal=0, currency="USD", **columns):
    return (
        case.claim(ordinal, subject=subject, subject_type="ORG", topic="ai", **columns),
        case.money(ordinal, figure, currency),
    )


def one(case, name, story, figure, subject, currency="USD", article=None, **columns) -> dict:
    claim, amount = invests(case, figure, subject, currency=currency, **columns)
    return report(case, name, story, [claim], [amount], **(article or {}))


def todays_articles(case) -> list[dict]:
    """Return articles in which each subject is a case of its own."""
    two = [invests(case, "500", "Twosum"), invests(case, "70", "Twosum", ordinal=1)]
    restated = [invests(case, "900", "Restated"), invests(case, "800", "Restated", 1, "EUR")]
    restated[1][1]["restates"] = 0
    furniture = [
        one(
            case,
            f"furniture {n}",
            f"furniture {n}",
            "1000000",
            "Lottery",
            article={
                "outlet": "Board Daily",
                "zones": [
                    {"start": 0, "end": 99, "zone": "body", "keep": True, "line_hash": 7},
                ],
            },
        )
        for n in range(4)
    ]
    return [
        *furniture,
        # One report, its copy on a board, and another outlet's own.
        one(case, "wire", "deal", "5000000000", "Copycase", article={"outlet": "Wire"}),
        one(
            case,
            "repost",
            "deal",
            "5000000000",
            "Copycase",
            article={"outlet": "Board", "shingles": words("wire")[:30] + words("board")[:5]},
        ),
        one(case, "rival", "deal", "5000000000", "Copycase", article={"outlet": "Rival"}),
        # Two outlets disagree; the subject itself is one's source.
        one(case, "more", "clash", "140", "Conflictor", article={"outlet": "A"}),
        one(
            case,
            "said",
            "clash",
            "100",
            "Conflictor",
            article={"outlet": "B"},
            attributed_to="Conflictor",
        ),
        # The same money in dollars and, rounded, in won.
        one(case, "dollars", "convert", "1500000000", "Converto", article={"outlet": "A"}),
        one(
            case,
            "won",
            "convert",
            "2200000000000",
            "Converto",
            currency="KRW",
            article={"outlet": "B", "language": "ko", "name_keys": ["convert 0"]},
        ),
        report(case, "two", "two", [c for c, _ in two], [m for _, m in two]),
        report(case, "restated", "restated", [c for c, _ in restated], [m for _, m in restated]),
        # A newer article of the outlet says that it corrects.
        one(case, "wrong", "fix", "30", "Corrected", article={"outlet": "Fixer"}),
        one(
            case,
            "right",
            "fix",
            "3",
            "Corrected",
            article={
                "outlet": "Fixer",
                "published_on": date(2025, 3, 4),
                "status": "corrected",
            },
        ),
        one(case, "gone", "gone", "66", "Withdrawn", article={"status": "retracted"}),
        one(
            case,
            "undated",
            "undated",
            "44000",
            "Undated",
            currency="KRW",
            article={"published_on": None},
        ),
        one(case, "spring", "spring", "11", "Twotimes", article={"outlet": "A"}),
        one(case, "autumn", "autumn", "12", "Twotimes", article={"outlet": "B"}),
    ]


def connect(state):
    return duckdb.connect(str(build_file(state)), read_only=True)


def facts_of(state) -> dict[str, list[dict]]:
    """Return the current facts by their subject."""
    query = "select * from marts.fct_money_facts where is_current order by amount_point, fact_id"
    with connect(state) as connection:
        cursor = connection.execute(query)
        names = [column[0] for column in cursor.description]
        found: dict[str, list[dict]] = {}
        for row in cursor.fetchall():
            fact = dict(zip(names, row, strict=True))
            found.setdefault(fact["subject_name"], []).append(fact)
    return found


def tables_of(state) -> dict[str, list[tuple]]:
    with connect(state) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables where table_schema = 'marts'"
        ).fetchall()
        return {n: connection.execute(f"select * from marts.{n}").fetchall() for (n,) in names}


def publish(state, publish_id: str) -> None:
    """Make the build the published version, in the layout that the next build reads."""
    version = state.published / "versions" / publish_id
    version.mkdir(parents=True)
    with connect(state) as connection:
        for table in HISTORY:
            connection.execute(
                f"copy (select *, '{publish_id}' as publish_id from marts.{table})"
                f" to '{version}/{table}.parquet' (format parquet)"
            )
    (state.published / "CURRENT").write_text(publish_id + "\n")


@pytest.fixture(scope="module")
def built(tmp_path_factory, landed, case):
    state = landed(tmp_path_factory.mktemp("first"), todays_articles(case))
    build(state, FIRST_RUN)
    publish(state, "first")
    return state


@pytest.fixture(scope="module")
def facts(built):
    return facts_of(built)


def test_a_repost_adds_an_article_but_no_independent_source(facts):
    (fact,) = facts["Copycase"]
    assert (fact["articles"], fact["independent_sources"], fact["claims"]) == (3, 2, 3)
    assert fact["resolution_rule"] == "agree"


def test_independent_reports_that_differ_are_one_conflicted_fact(facts):
    (fact,) = facts["Conflictor"]
    assert (fact["status"], fact["spread_ratio"]) == ("conflicted", Decimal("1.4"))
    assert (fact["amount_point"], fact["resolution_rule"]) == (100, "primary_statement")


def test_the_same_money_in_two_currencies_is_one_fact(facts):
    (fact,) = facts["Converto"]
    assert fact["status"] == "active" and fact["languages"] == ["en", "ko"]


def test_two_amounts_of_one_text_are_two_facts(facts):
    assert [f["amount_point"] for f in facts["Twosum"]] == [70, 500]


def test_an_unlinked_other_amount_is_another_fact(facts):
    assert [f["amount_point"] for f in facts["Twotimes"]] == [11, 12]


def test_a_correction_replaces_the_older_figure(facts):
    (fact,) = facts["Corrected"]
    assert (fact["amount_point"], fact["claims"], fact["status"]) == (3, 1, "active")


def test_a_withdrawn_article_leaves_a_retracted_fact_that_is_not_summed(facts):
    (fact,) = facts["Withdrawn"]
    assert (fact["status"], fact["is_counted"]) == ("retracted", False)


def test_an_undated_amount_is_not_converted(facts):
    (fact,) = facts["Undated"]
    assert (fact["amount_usd"], fact["conversion"]) == (None, "no_as_of_day")


def test_claims_on_furniture_and_restatements_are_rejected_with_the_reason(built, facts):
    assert "Lottery" not in facts
    assert [f["amount_point"] for f in facts["Restated"]] == [900]
    with connect(built) as connection:
        reasons = connection.execute(
            "select distinct rejected_reason from marts.fct_money_claims"
            " where status = 'rejected' order by 1"
        ).fetchall()
    assert reasons == [
        ("line repeated in 4 texts of the outlet",),
        ("restates another amount",),
    ]


@pytest.fixture(scope="module")
def rebuilt(built, tmp_path_factory, landed, case):
    """Build the same articles again later, landed in another order."""
    state = landed(tmp_path_factory.mktemp("again"), reversed(todays_articles(case)))
    shutil.copytree(built.published, state.published)
    build(state, SECOND_RUN)
    return state


def test_a_rebuild_of_the_same_articles_changes_nothing(built, rebuilt):
    assert tables_of(rebuilt) == tables_of(built)


@pytest.fixture(scope="module")
def changed(built, facts, tmp_path_factory, landed, case):
    """Build without one side of the conflict and the undated article, and with a judgement."""
    dropped = {"more", "undated"}
    rows = [r for r in todays_articles(case) if r["file_name"] not in dropped]
    state = landed(tmp_path_factory.mktemp("changed"), rows)
    shutil.copytree(built.published, state.published)
    seeds = tmp_path_factory.mktemp("seeds")
    shutil.copytree(seeds_dir(), seeds, dirs_exist_ok=True)
    sides = {r["file_name"]: r["article_version_id"] for r in rows}
    with (seeds / "judgements.csv").open("a") as stream:
        stream.write(f"1,claim,{sides['wire']},0,20,{sides['rival']},0,20,different,,Two deals.\n")
        stream.write(f"2,claim,{sides['spring']},0,20,{sides['autumn']},0,20,same,,One deal.\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_SEEDS", str(seeds))
        build(state, SECOND_RUN)
    return state


def test_a_judgement_wins_over_every_signal(changed):
    assert len(facts_of(changed)["Copycase"]) == 2
    (joined,) = facts_of(changed)["Twotimes"]
    assert joined["claims"] == 2


def test_history_closes_what_changed_and_carries_the_rest(built, facts, changed):
    with connect(changed) as connection:
        versions = connection.execute(
            "select subject_name, amount_point, status, is_current, system_from, system_to"
            " from marts.fct_money_facts"
            " where subject_name in ('Conflictor', 'Undated', 'Twosum') order by all"
        ).fetchall()
    first, second = FIRST_RUN.replace(tzinfo=None), SECOND_RUN.replace(tzinfo=None)
    assert versions == [
        ("Conflictor", 100, "active", True, second, None),
        ("Conflictor", 100, "conflicted", False, first, second),
        ("Twosum", 70, "active", True, first, None),
        ("Twosum", 500, "active", True, first, None),
        ("Undated", 44000, "active", False, first, second),
    ]


def test_a_fact_keeps_its_id_when_a_claim_of_it_goes(facts, changed):
    assert facts_of(changed)["Conflictor"][0]["fact_id"] == facts["Conflictor"][0]["fact_id"]


def test_every_column_of_the_build_is_described(built):
    manifest = json.loads((built.build / "target" / "manifest.json").read_text())
    described = {
        (node["schema"], node["name"]): {c for c, v in node["columns"].items() if v["description"]}
        for node in manifest["nodes"].values()
        if node["resource_type"] in ("model", "seed") and node["description"]
    }
    with connect(built) as connection:
        columns = connection.execute(
            "select table_schema, table_name, column_name from information_schema.columns"
            " where table_schema in ('staging', 'intermediate', 'marts', 'seeds')"
        ).fetchall()
    missing = [
        f"{table}.{column}"
        for schema, table, column in columns
        if column not in described.get((schema, table), set())
    ]
    assert columns and missing == []


def test_the_unit_tests_of_the_models_pass(built):
    run_unit_tests(built)


def test_a_failing_model_stops_the_build_with_its_name(tmp_path, landed, monkeypatch):
    seeds = tmp_path / "seeds"
    shutil.copytree(seeds_dir(), seeds)
    with (seeds / "topics.csv").open("a") as stream:
        stream.write("ai,,Twice\n")
    monkeypatch.setenv("WIREBOOK_SEEDS", str(seeds))
    with pytest.raises(BuildError, match="dim_topics"):
        build(landed(tmp_path / "state", []), FIRST_RUN)


def test_an_empty_landing_builds_empty_marts(tmp_path, landed, case):
    state = landed(tmp_path, [])
    build(state, FIRST_RUN)
    assert tables_of(state)["fct_money_facts"] == []
