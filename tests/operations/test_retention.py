"""The sweep removes what is old enough, and only that."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from wirebook.landing import parts
from wirebook.operations import retention, tables
from wirebook.settings import StatePaths
from wirebook.sources import Keep

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


def aged(path: Path, days: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    moment = (NOW - timedelta(days=days)).timestamp()
    os.utime(path, (moment, moment))
    return path


def test_logs_go_by_age(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    old = aged(state.airflow / "logs" / "dag" / "old.log", 31)
    young = aged(state.airflow / "logs" / "dag" / "young.log", 29)
    assert retention.sweep(state, Keep(log_days=30), NOW).logs == 1
    assert not old.exists() and young.exists()


def test_the_archive_stays_unless_told(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    old = aged(state.archive / "tern" / "2020-01-01" / "index.jsonl", 2000)
    assert retention.sweep(state, Keep(), NOW).archive_days == 0
    assert old.exists()


def test_archive_days_go_by_their_name(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    for day in ("2026-06-04", "2026-06-05", "2026-06-15"):
        aged(state.archive / "tern" / day / "index.jsonl", 0)
    assert retention.sweep(state, Keep(archive_days=10), NOW).archive_days == 1
    left = sorted(day.name for day in (state.archive / "tern").iterdir())
    assert left == ["2026-06-05", "2026-06-15"]


def test_operational_rows_go_by_their_run(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    for run, days in (("old", 401), ("young", 399)):
        part = tables.record(state, "fct_run_costs", [{"seconds": 1.0}], run_id=run, task="build")
        aged(part, days)
    assert retention.sweep(state, Keep(ops_days=400), NOW).ops_runs == 1
    assert len(list((state.ops / "fct_run_costs").iterdir())) == 1


def test_an_empty_state_is_no_error(tmp_path: Path) -> None:
    swept = retention.sweep(StatePaths(tmp_path), Keep(), NOW)
    assert str(swept) == "0 versions, 0 archive_days, 0 landing_texts, 0 ops_runs, 0 alerts, 0 logs"


def landed(state: StatePaths, day: str) -> Path:
    money = {
        "ordinal": 0,
        "surface": "$5",
        "evidence": "It cost $5.",
        "mark_start": 8,
        "mark_end": 10,
    }
    row = {"article_version_id": "v1", "title": "Tern", "text": "All of it.", "money": [money]}
    return parts.write_part(
        parts.partition_dir(state.landing, day, "tern") / "part-1.parquet", [row]
    )


@pytest.mark.parametrize(
    ("keep", "texts"),
    [
        (Keep(), [True, True, True]),
        (Keep(text_days=10), [False, True, True]),
        (Keep(archive_days=10), [False, True, True]),
        (Keep(archive_days=10, text_days=1), [False, False, True]),
    ],
)
def test_texts_leave_the_landing_and_what_was_read_stays(
    keep: Keep, texts: list[bool], tmp_path: Path
) -> None:
    state = StatePaths(tmp_path)
    for day in ("2026-06-04", "2026-06-05", "2026-06-15"):
        landed(state, day)
    assert retention.sweep(state, keep, NOW).landing_texts == texts.count(False)
    assert retention.sweep(state, keep, NOW).landing_texts == 0
    rows = [row for part in parts.before(state.landing, "9") for row in parts.read_part(part)]
    assert [row["title"] for row in rows] == ["Tern"] * 3
    assert [row["text"] is not None for row in rows] == texts
    assert [row["money"][0]["evidence"] is not None for row in rows] == texts
    assert [row["money"][0]["surface"] for row in rows] == ["$5"] * 3
