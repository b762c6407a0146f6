"""The gate lets sound marts through and refuses every fault, by looking and not by crashing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from marts import TESTS, build_marts, contracts
from wirebook.audit import gate, suites
from wirebook.audit.results import AuditResult, CheckResult
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths

SUITES = TESTS.parent / "expectations"
FAULTS = yaml.safe_load((TESTS / "cases" / "audit_faults.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    state = StatePaths(tmp_path_factory.mktemp("state"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    return make_candidate(state).path


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "copy.duckdb"
    path.write_bytes(good.read_bytes())
    yield path


def fault_params() -> Iterator[Any]:
    """Yield every fault; after two of a suite they are slow: a third of a second each."""
    seen: Counter[str] = Counter()
    for number, fault in enumerate(FAULTS):
        seen[fault["table"]] += 1
        marks = [pytest.mark.slow] if seen[fault["table"]] > 2 else []
        name = f"{fault['table']}.{fault['check']}.{number}"
        yield pytest.param(fault, id=name, marks=marks)


def only_check(table: str, check: str, folder: Path) -> Path:
    """Write the suite of a table with this check and its row floor alone; return the folder."""
    suite = yaml.safe_load((SUITES / f"{table}.yaml").read_text(encoding="utf-8"))
    suite["checks"] = [c for c in suite["checks"] if c["name"] in ("row_floor", check)]
    (folder / f"{table}.yaml").write_text(yaml.safe_dump(suite), encoding="utf-8")
    return folder


def failed(result: AuditResult) -> dict[str, CheckResult]:
    return {check.check: check for check in result.failures}


def test_sound_marts_pass_every_suite_and_leave_documents(good: Path, tmp_path: Path) -> None:
    docs = tmp_path / "docs"
    result = gate.audit(good, SUITES, docs)
    assert result.success, result.summary()
    assert {check.table for check in result.checks} == set(contracts())
    assert result.publish_id == versions.stamp(good)
    assert all(check.rows_evaluated > 0 for check in result.checks)
    pages = "".join(page.read_text(encoding="utf-8") for page in docs.rglob("*.html"))
    assert "usd_equals_native_times_rate" in pages or "amount_usd" in pages
    for elsewhere in (r"<script", r"\son\w+=", r"<(link|img)[^>]*https?:", r"url\(['\"]?http"):
        assert re.search(elsewhere, pages) is None, elsewhere
    index = (docs / "index.html").read_text(encoding="utf-8")
    assert "usd_equals_native_times_rate" in index and "default-src 'none'" in index
    for text in ("Norden", "노르덴칩스", "5조 원"):
        assert text not in pages, "documents hold counts and queries, never rows"


@pytest.mark.parametrize("fault", list(fault_params()))
def test_a_fault_is_refused_without_an_exception(fault: dict[str, Any], copy: Path) -> None:
    if fault["sql"]:
        with duckdb.connect(str(copy)) as connection:
            connection.execute(fault["sql"])
    suites = only_check(fault["table"], fault["check"], copy.parent)
    floors = {fault["table"]: fault.get("floor", 0)}
    result = gate.audit(copy, suites, tables={fault["table"]}, floors=floors)
    found = failed(result).get(fault["check"])
    assert found is not None, result.counts
    empty = found.rows_evaluated == 0
    assert found.exception == ("no row was evaluated" if empty else None)
    assert found.rows_unexpected > 0
    assert found.keys or fault["check"] == "row_floor"
    assert result.success == (not any(check.blocks for check in result.failures))


def test_every_check_has_a_fault() -> None:
    checks = {(s.table, c.name) for s in suites.load_suites(SUITES) for c in s.checks}
    assert checks == {(fault["table"], fault["check"]) for fault in FAULTS}


def test_every_mart_has_a_suite() -> None:
    assert {suite.table for suite in suites.load_suites(SUITES)} == set(contracts())


def test_a_table_without_a_suite_blocks(copy: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute("create table fct_extra as from fct_quotes; drop table fct_quotes")
    suites = tmp_path / "suites"
    suites.mkdir()
    for name in ("dim_dates", "fct_quotes"):
        (suites / f"{name}.yaml").write_bytes((SUITES / f"{name}.yaml").read_bytes())
    found = failed(gate.audit(copy, suites))
    assert {"has_a_suite", "is_in_the_candidate"} <= set(found)
    assert found["has_a_suite"].blocks and found["is_in_the_candidate"].blocks


def test_a_check_that_crashes_blocks_whatever_its_severity(copy: Path, tmp_path: Path) -> None:
    suite = (SUITES / "dim_dates.yaml").read_text(encoding="utf-8")
    crashing = suite.replace("from {batch}", "from {batch} where no_such_column")
    crashing = crashing.replace("severity: B", "severity: W")
    (tmp_path / "dim_dates.yaml").write_text(crashing, encoding="utf-8")
    result = gate.audit(copy, tmp_path, tables={"dim_dates"})
    crashed = failed(result)["days_have_no_gap"]
    assert crashed.exception is not None and crashed.blocks and not result.success
    assert "crashed" in crashed.line()


def test_a_warning_does_not_block(copy: Path, tmp_path: Path) -> None:
    suite = (SUITES / "fct_quotes.yaml").read_text(encoding="utf-8")
    (tmp_path / "fct_quotes.yaml").write_text(re.sub("severity: [BQ]", "severity: W", suite))
    with duckdb.connect(str(copy)) as connection:
        connection.execute("update fct_quotes set kind = 'generated'")
    result = gate.audit(copy, tmp_path, tables={"fct_quotes"})
    assert result.success and result.counts["warned"] == 1


def test_an_audit_of_nothing_fails() -> None:
    assert not AuditResult("x", ()).success


def test_a_row_that_should_have_been_set_aside_blocks(copy: Path) -> None:
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update fct_money_mentions set amount_low = 1e21, amount_point = 1e21"
            " where money_mention_id = 'm1'"
        )
    result = gate.audit(copy, SUITES, tables={"fct_money_mentions"})
    assert not result.success
    assert failed(result)["amounts_are_below_the_cap"].severity == "Q"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (("why: Not every article quotes somebody.", "why: ''"), "needs a severity and a reason"),
        (("severity: B", "severity: X"), "needs a severity and a reason"),
        (("    rule: 1\n", ""), "must have exactly"),
        (("table: fct_quotes", "table: fct_other"), "must bear its name"),
        (("name: key_is_unique", "name: row_floor"), "two checks have one name"),
        (("expect_table_row_count_to_be_between", "expect_table_row_count_to_equal"), "row floor"),
    ],
)
def test_a_malformed_suite_is_refused(wrong: tuple[str, str], message: str, tmp_path: Path) -> None:
    suite = (SUITES / "fct_quotes.yaml").read_text(encoding="utf-8")
    assert wrong[0] in suite
    (tmp_path / "fct_quotes.yaml").write_text(suite.replace(*wrong, 1), encoding="utf-8")
    with pytest.raises(suites.SuiteError, match=message):
        suites.load_suites(tmp_path)


def test_no_suites_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(suites.SuiteError, match="no suites"):
        suites.load_suites(tmp_path)


def test_a_check_reaches_no_file(good: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("s3cr3t", encoding="utf-8")
    suite = yaml.safe_load((SUITES / "dim_topics.yaml").read_text(encoding="utf-8"))
    [check] = [check for check in suite["checks"] if check["name"] == "parents_are_topics"]
    check["kwargs"]["unexpected_rows_query"] = (
        f"select topic from {{batch}} as t, read_text('{secret}')"
    )
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "dim_topics.yaml").write_text(yaml.safe_dump(suite), encoding="utf-8")
    result = gate.audit(good, tmp_path / "suites", tables=["dim_topics"])
    [crashed] = result.failures
    assert not result.success and "disabled by configuration" in str(crashed.exception)
