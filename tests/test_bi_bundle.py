"""What Superset is to import: every question once, on a dashboard; databases to be read only.

Superset itself is asked by `make bi-test`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import bi_bundle
import bi_up
import pytest
import yaml
from marts import Verdict, build_marts
from wirebook.operations import tables
from wirebook.published import questions, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths, project_root

Assets = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    state = StatePaths(tmp_path_factory.mktemp("shown"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    tables.publish(state)
    return state


@pytest.fixture(scope="module")
def assets(state: StatePaths) -> Assets:
    """Return what the bundle holds, as Superset reads it."""
    target = state.home / "bundle.zip"
    bi_bundle.write(state, target)
    with ZipFile(target) as bundle:
        found = {name: yaml.safe_load(bundle.read(name)) for name in bundle.namelist()}
    return {name.removeprefix("wirebook/"): content for name, content in found.items()}


def of(assets: Assets, kind: str) -> list[dict[str, Any]]:
    return [content for name, content in assets.items() if name.startswith(f"{kind}/")]


def test_every_question_is_a_dataset_with_a_chart_on_a_dashboard(assets: Assets) -> None:
    asked = [q.sql for q in questions.questions()]
    datasets = of(assets, "datasets")
    assert [d["sql"] for d in datasets if d["table_name"].startswith("ask_")] == asked
    charts = {chart["uuid"]: chart for chart in of(assets, "charts")}
    assert {c["dataset_uuid"] for c in charts.values()} == {d["uuid"] for d in datasets}
    placed = [
        place["meta"]["uuid"]
        for dashboard in of(assets, "dashboards")
        for name, place in dashboard["position"].items()
        if name.startswith("CHART-")
    ]
    assert sorted(placed) == sorted(charts)
    titles = [dashboard["dashboard_title"] for dashboard in of(assets, "dashboards")]
    assert titles == ["Money in the news", "Pipeline health"]


def test_charts_ask_for_columns_that_are_there(assets: Assets) -> None:
    columns = {
        dataset["uuid"]: {column["column_name"] for column in dataset["columns"]}
        for dataset in of(assets, "datasets")
    }
    for chart in of(assets, "charts"):
        (query,) = json.loads(chart["query_context"])["queries"]
        metrics = query["metrics"] or []
        named = {*query["columns"], *(metric["label"] for metric in metrics)}
        assert named and named <= columns[chart["dataset_uuid"]], chart["slice_name"]


def test_words_of_articles_are_no_html(assets: Assets) -> None:
    tables_of = [chart for chart in of(assets, "charts") if chart["viz_type"] == "table"]
    assert tables_of and all(chart["params"]["allow_render_html"] is False for chart in tables_of)


def test_rows_of_a_dashboard_are_twelve_columns(assets: Assets) -> None:
    for dashboard in of(assets, "dashboards"):
        position = dashboard["position"]
        for row in position["GRID_ID"]["children"]:
            widths = [position[chart]["meta"]["width"] for chart in position[row]["children"]]
            assert 0 < sum(widths) <= 12


def test_the_databases_are_read_and_nothing_else(assets: Assets, state: StatePaths) -> None:
    databases = of(assets, "databases")
    assert [database["database_name"] for database in databases] == ["wirebook", "operations"]
    for database in databases:
        assert not any(database[f"allow_{what}"] for what in ("dml", "ctas", "cvas", "csv_upload"))
        given = database["extra"]["engine_params"]["connect_args"]
        assert given["read_only"] and given["config"]["enable_external_access"] == "false"
        assert database["sqlalchemy_uri"].startswith(f"duckdb:///{state.published}/")


def test_a_second_bundle_replaces_the_first(assets: Assets, state: StatePaths) -> None:
    assert dict(bi_bundle.assets(state, None)) == assets


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ("", None),
        ("postgresql://ann:a%40b@db:5433/news", "postgresql+psycopg2://ann:a%40b@/news"),
        ("host=/run/pg user=ann dbname=news", "postgresql+psycopg2://ann@/news"),
    ],
)
def test_postgres_is_asked_where_versions_are_exported(
    given: str, address: str | None, monkeypatch: pytest.MonkeyPatch, state: StatePaths
) -> None:
    monkeypatch.setenv("WIREBOOK_POSTGRES", given)
    found = bi_up.postgres()
    assert found == address or (found or "").startswith(f"{address}?host=")
    wirebook, operations = bi_bundle.databases(state, found).values()
    assert operations["sqlalchemy_uri"].startswith("duckdb:///")
    assert wirebook["sqlalchemy_uri"].startswith("duckdb:" if found is None else "postgresql")


def test_the_lock_has_hashes_and_no_addresses() -> None:
    lock: Path = project_root() / "bi" / "requirements.lock"
    text = lock.read_text(encoding="utf-8")
    assert "--hash=sha256:" in text and "://" not in text
