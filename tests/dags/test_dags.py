"""The DAG files: they parse fast, import nothing heavy, and hold what the operator relies on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
DAGS = ROOT / "dags"
FILES = sorted(path.name for path in DAGS.glob("*.py"))
# Parsing means importing the file once Airflow itself is there, as the DAG processor does.
PARSE = """
import json, os, sys
import airflow.sdk
from airflow.dag_processing.dagbag import DagBag
before = set(sys.modules)
bag = DagBag(sys.argv[1])
print(json.dumps({
    "errors": bag.import_errors,
    "heavy": sorted({m.split(".")[0] for m in set(sys.modules) - before} & {*sys.argv[2].split()}),
    "dags": {
        dag_id: {
            "max_active_runs": dag.max_active_runs,
            "catchup": dag.catchup,
            "doc": dag.doc_md,
            "timetable": type(dag.timetable).__name__,
            "has_callback": dag.on_failure_callback is not None,
            "has_deadline": bool(dag.deadline),
            "tasks": {
                task.task_id: {
                    "retries": task.retries,
                    "backoff": bool(task.retry_exponential_backoff),
                    "pool": task.pool,
                    "queue": task.queue,
                    "rule": task.trigger_rule.value,
                    "is_teardown": task.is_teardown,
                    "downstream": sorted(task.downstream_task_ids),
                    "doc": task.doc_md or task.doc,
                    "label": getattr(task, "map_index_template", None),
                    "upstream": sorted(task.upstream_task_ids),
                }
                for task in dag.tasks
            },
        }
        for dag_id, dag in bag.dags.items()
    },
}))
"""
HEAVY = "dbt great_expectations duckdb pandas pyarrow trafilatura apprise kiwipiepy"


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a fresh process finds in dags/, with an Airflow home of its own."""
    environment = {
        **os.environ,
        "AIRFLOW_HOME": str(tmp_path_factory.mktemp("airflow")),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__LOGGING__LOGGING_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-c", PARSE, str(DAGS), HEAVY],
        capture_output=True,
        text=True,
        env=environment,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_every_file_parses(parsed: dict[str, Any]) -> None:
    assert parsed["errors"] == {}
    assert sorted(f"{dag_id}.py" for dag_id in parsed["dags"]) == FILES


def test_parsing_imports_nothing_heavy(parsed: dict[str, Any]) -> None:
    assert parsed["heavy"] == []


def test_every_dag_is_documented_and_runs_once_at_a_time(parsed: dict[str, Any]) -> None:
    for dag_id, dag in parsed["dags"].items():
        assert dag["max_active_runs"] == 1, dag_id
        assert dag["catchup"] is False, dag_id
        assert dag["doc"], dag_id
        assert dag["has_callback"], dag_id


def test_ingest_has_data_intervals(parsed: dict[str, Any]) -> None:
    assert parsed["dags"]["ingest_news"]["timetable"] == "CronDataIntervalTimetable"


@pytest.mark.parametrize("dag_id", ["ingest_news", "publish_marts"])
def test_the_daily_run_has_a_deadline(parsed: dict[str, Any], dag_id: str) -> None:
    assert parsed["dags"][dag_id]["has_deadline"]


def test_tasks_retry_with_backoff(parsed: dict[str, Any]) -> None:
    without = {
        f"{dag_id}.{task_id}"
        for dag_id, dag in parsed["dags"].items()
        for task_id, task in dag["tasks"].items()
        if task["retries"] == 0 or not task["backoff"]
    }
    # The same data would fail the same audit again.
    assert without == {"publish_marts.audit"}


def test_one_writer_at_a_time(parsed: dict[str, Any]) -> None:
    tasks = parsed["dags"]["publish_marts"]["tasks"]
    assert {task["pool"] for task in tasks.values()} == {"warehouse"}
    pools = json.loads((DAGS / "pools.json").read_text("utf-8"))
    assert pools["warehouse"]["slots"] == 1
    used = {task["pool"] for dag in parsed["dags"].values() for task in dag["tasks"].values()}
    assert used - {"default_pool"} == set(pools)


def test_mapped_tasks_are_labelled(parsed: dict[str, Any]) -> None:
    tasks = parsed["dags"]["ingest_news"]["tasks"]
    assert "source" in tasks["sources.fetch"]["label"]
    assert "shard" in tasks["articles.read"]["label"]


def test_one_failed_source_stops_no_other_and_still_fails_the_run(parsed: dict[str, Any]) -> None:
    tasks = parsed["dags"]["ingest_news"]["tasks"]
    assert tasks["sources.shards"]["rule"] == "all_done_min_one_success"
    assert tasks["landed"]["rule"] == "all_done_min_one_success"
    last = tasks["every_source"]
    assert last["rule"] == "none_failed"
    assert {"sources.fetch", "articles.read"} <= set(last["upstream"])


def test_nothing_is_published_that_was_not_audited(parsed: dict[str, Any]) -> None:
    tasks = parsed["dags"]["publish_marts"]["tasks"]
    assert tasks["publish"]["upstream"] == ["audit"]
    assert (tasks["publish"]["rule"], tasks["audit"]["rule"]) == ("all_success", "all_success")


def test_a_database_is_told_after_the_publication_by_who_may_go_out(
    parsed: dict[str, Any],
) -> None:
    tasks = parsed["dags"]["publish_marts"]["tasks"]
    assert tasks["postgres"]["upstream"] == ["publish"]
    assert tasks["postgres"]["queue"] == "default"
    assert {tasks[name]["queue"] for name in ("build", "audit", "publish")} == {"text"}


def test_operational_tables_come_out_whatever_happened(parsed: dict[str, Any]) -> None:
    assert parsed["dags"]["ingest_news"]["tasks"]["publish_ops"]["rule"] == "all_done"
    assert parsed["dags"]["publish_marts"]["tasks"]["publish_ops"]["is_teardown"]


def test_a_failed_task_fails_its_run(parsed: dict[str, Any]) -> None:
    """The last tasks decide: one that runs whatever happened would hide every failure."""
    for dag_id, dag in parsed["dags"].items():
        tasks = dag["tasks"]
        deciding = {
            task_id
            for task_id, task in tasks.items()
            if not task["is_teardown"]
            and all(tasks[after]["is_teardown"] for after in task["downstream"])
        }
        assert {tasks[task_id]["rule"] for task_id in deciding} <= {"all_success", "none_failed"}
        told = set(deciding)
        while more := {u for task_id in told for u in tasks[task_id]["upstream"]} - told:
            told |= more
        assert told == {t for t, task in tasks.items() if not task["is_teardown"]}, dag_id


def test_the_library_never_imports_airflow() -> None:
    offenders = [
        path.name
        for path in (ROOT / "plugins" / "wirebook").rglob("*.py")
        if "import airflow" in (text := path.read_text("utf-8")) or "from airflow" in text
    ]
    assert offenders == []


def test_airflow_does_not_import_the_library_as_plugins() -> None:
    """Airflow would import each file below plugins/ by its bare name."""
    ignored = (ROOT / "plugins" / ".airflowignore").read_text("utf-8").split()
    packages = {f"{path.parent.name}/" for path in (ROOT / "plugins").glob("*/__init__.py")}
    assert packages <= set(ignored)
