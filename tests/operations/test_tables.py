"""Operational tables: every run's parts become one file, failed runs included."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from wirebook.operations import tables as ops
from wirebook.settings import StatePaths


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    return StatePaths(tmp_path)


def outcome(status: str = "staged", **given: Any) -> dict[str, Any]:
    return {"source": "hanbit", "target": "one.txt", "status": status, **given}


def query(state: StatePaths, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(state.published / ops.DATABASE), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def test_parts_of_all_runs_are_published(state: StatePaths) -> None:
    ops.record(state, "fct_fetch_outcomes", [outcome()], run_id="r1", task="fetch:a")
    ops.record(state, "fct_fetch_outcomes", [outcome("failed")], run_id="r2", task="fetch:a")
    ops.publish(state)
    found = query(state, "select run_id, status, bytes from fct_fetch_outcomes order by 1")
    assert found == [("r1", "staged", None), ("r2", "failed", None)]


def test_a_repeated_task_replaces_its_part(state: StatePaths) -> None:
    for status in ("failed", "staged"):
        ops.record(state, "fct_fetch_outcomes", [outcome(status)], run_id="r1", task="fetch:a")
    ops.publish(state)
    assert query(state, "select status from fct_fetch_outcomes") == [("staged",)]


def test_tables_without_a_row_are_there_with_their_types(state: StatePaths) -> None:
    ops.record(state, "quarantine", [], run_id="r1", task="read:a")
    ops.publish(state)
    tables = query(state, "select table_name from duckdb_tables() order by 1")
    assert tables == [
        ("fct_check_results",),
        ("fct_fetch_outcomes",),
        ("fct_run_costs",),
        ("fct_run_failures",),
        ("fct_source_volumes",),
        ("quarantine",),
    ]
    described = dict(row[:2] for row in query(state, "describe fct_check_results"))
    assert described["keys"] == "VARCHAR[]" and described["rows_evaluated"] == "BIGINT"


def test_runs_with_hostile_names_stay_apart(state: StatePaths) -> None:
    for run_id in ("../../etc", "a/b", "a b", "a_b", "스케줄__2025"):
        path = ops.record(state, "quarantine", [{"reason": "x"}], run_id=run_id, task="../t")
        assert path.resolve().is_relative_to((state.ops / "quarantine").resolve())
    ops.publish(state)
    assert query(state, "select count(distinct run_id) from quarantine") == [(5,)]


@pytest.mark.parametrize(
    ("table", "row", "error"),
    [("fct_nothing", {}, KeyError), ("quarantine", {"text": "body"}, ValueError)],
)
def test_only_known_columns_are_taken(
    state: StatePaths, table: str, row: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        ops.record(state, table, [row], run_id="r", task="t")


def test_a_half_written_part_is_not_read(state: StatePaths) -> None:
    part = ops.record(state, "quarantine", [{"reason": "x"}], run_id="r", task="t")
    part.with_name(f".{part.name}.1.partial").write_bytes(b"half")
    ops.publish(state)
    assert query(state, "select reason from quarantine") == [("x",)]


def test_old_runs_are_forgotten(state: StatePaths) -> None:
    ops.record(state, "quarantine", [{"reason": "x"}], run_id="r", task="t")
    assert ops.forget(state, datetime.now(UTC) - timedelta(days=1)) == 0
    assert ops.forget(state, datetime.now(UTC) + timedelta(days=1)) == 1
    ops.publish(state)
    assert query(state, "select count(*) from quarantine") == [(0,)]
