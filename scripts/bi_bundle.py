"""What Superset is to show, in its own import format: a ZIP of YAML files.

The datasets are the stored questions as they are and a few queries of the operational file; charts
and dashboards are those of bi/charts.yaml. Identities come from names, so an import replaces what
an earlier one brought.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import yaml
from wirebook.published import questions, versions
from wirebook.published.connect import connect, rows
from wirebook.settings import StatePaths, project_root

CHARTS = project_root() / "bi" / "charts.yaml"
OPS = "ops.duckdb"
_NAMESPACE = uuid.UUID("7c5d6b1e-3a0f-4c86-9f0a-6f1f2f5f1a10")
_VERSION = "1.0.0"
_MADE = "2026-01-01T00:00:00"  # the format asks when; nothing reads it
_ROW_LIMIT = 10_000
_VIZ = {
    "table": "table",
    "bar": "echarts_timeseries_bar",
    "pie": "pie",
    "number": "big_number_total",
}


@dataclass(frozen=True, slots=True)
class Dataset:
    """A query that charts show: its name, database, text and columns by type."""

    name: str
    database: str
    sql: str
    columns: Mapping[str, str]
    description: str = ""


def write(state: StatePaths, target: Path, postgres: str | None = None) -> None:
    """Write the bundle of a state; ``postgres`` is a SQLAlchemy address to ask instead of the file.

    Raises NothingPublished.
    """
    with ZipFile(target, "w") as bundle:
        for name, content in assets(state, postgres):
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            bundle.writestr(f"wirebook/{name}", text)


def assets(state: StatePaths, postgres: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every file of the bundle by its name, what others refer to first."""
    yield "metadata.yaml", {"version": _VERSION, "type": "assets", "timestamp": _MADE}
    described = yaml.safe_load(CHARTS.read_text(encoding="utf-8"))
    for name, database in databases(state, postgres).items():
        yield f"databases/{name}.yaml", database
    titles: dict[Any, dict[str, Any]] = described["charts"]
    for key, wanted in titles.items():
        dataset = _dataset(state, key, wanted)
        yield f"datasets/{dataset.database}/{dataset.name}.yaml", _dataset_file(dataset, postgres)
        yield f"charts/{dataset.name}.yaml", _chart_file(key, wanted, dataset)
    for dashboard in described["dashboards"]:
        title = dashboard["title"]
        file = f"dashboards/{title.lower().replace(' ', '_')}.yaml"
        yield file, _dashboard_file(title, {key: titles[key] for key in dashboard["charts"]})


def identity(kind: str, name: object) -> str:
    """Return the identity of an asset, the same each time."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{name}"))


def databases(state: StatePaths, postgres: str | None) -> dict[str, dict[str, Any]]:
    """Return the databases to ask: what is published, and the operational file."""
    closed = {"enable_external_access": "false", "lock_configuration": "true"}
    file = {"connect_args": {"read_only": True, "config": closed}}
    schema = {
        "connect_args": {"options": "-c search_path=wirebook -c default_transaction_read_only=on"}
    }
    places = {
        "wirebook": (postgres, schema)
        if postgres is not None
        else (f"duckdb:///{state.published / versions.DATABASE}", file),
        "operations": (f"duckdb:///{state.published / OPS}", file),
    }
    return {
        name: {
            "database_name": name,
            "sqlalchemy_uri": address,
            "expose_in_sqllab": True,
            "allow_run_async": False,
            "allow_ctas": False,
            "allow_cvas": False,
            "allow_dml": False,
            "allow_csv_upload": False,
            "extra": {"engine_params": parameters, "allows_virtual_table_explore": True},
            "uuid": identity("database", name),
            "version": _VERSION,
        }
        for name, (address, parameters) in places.items()
    }


def _dataset(state: StatePaths, key: int | str, wanted: Mapping[str, Any]) -> Dataset:
    if isinstance(key, int):
        question = questions.find(str(key))
        name, sql, text = f"ask_{key:02}_{question.name}", question.sql, question.text
        database, file = "wirebook", versions.DATABASE
    else:
        name, sql, text = f"health_{key}", str(wanted["sql"]), ""
        database, file = "operations", OPS
    with connect(state.published / file) as connection:
        found = rows(connection, f"describe {sql}")
    columns = {row["column_name"]: row["column_type"] for row in found}
    return Dataset(name, database, sql, columns, text)


def _dataset_file(dataset: Dataset, postgres: str | None) -> dict[str, Any]:
    in_schema = postgres is not None and dataset.database == "wirebook"
    return {
        "table_name": dataset.name,
        "description": dataset.description,
        "schema": "wirebook" if in_schema else None,
        "sql": dataset.sql,
        "filter_select_enabled": True,
        "uuid": identity("dataset", dataset.name),
        "columns": [
            {
                "column_name": column,
                "type": kind,
                "is_dttm": kind in ("DATE", "TIMESTAMP"),
                "is_active": True,
                "groupby": True,
                "filterable": True,
            }
            for column, kind in dataset.columns.items()
        ],
        "metrics": [],
        "version": _VERSION,
        "database_uuid": identity("database", dataset.database),
    }


def _chart_file(key: int | str, wanted: Mapping[str, Any], dataset: Dataset) -> dict[str, Any]:
    viz = _VIZ[wanted["show"]]
    params, query = _shown(wanted, list(dataset.columns))
    params = {"viz_type": viz, "adhoc_filters": [], "row_limit": _ROW_LIMIT, **params}
    query = {"filters": [], "extras": {}, "row_limit": _ROW_LIMIT, **query}
    context = {
        "datasource": {"id": 0, "type": "table"},  # the import knows which
        "force": False,
        "queries": [query],
        "form_data": params,
        "result_format": "json",
        "result_type": "full",
    }
    return {
        "slice_name": f"{key}. {wanted['title']}" if isinstance(key, int) else wanted["title"],
        "description": dataset.description,
        "viz_type": viz,
        "params": params,
        "query_context": json.dumps(context),
        "uuid": identity("chart", key),
        "version": _VERSION,
        "dataset_uuid": identity("dataset", dataset.name),
    }


def _shown(
    wanted: Mapping[str, Any], columns: Sequence[str]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a chart's form and its query: the rows as they are, or a value by something."""
    if wanted["show"] == "table":
        # A table would take what an article says for HTML.
        form = {"query_mode": "raw", "all_columns": columns, "allow_render_html": False}
        # With metrics, though none are listed, equal rows would be shown once.
        return form, {"columns": columns, "metrics": None, "orderby": []}
    value = wanted["value"]
    metric = {
        "expressionType": "SQL",
        "sqlExpression": f"sum({value})",
        "label": value,
        "hasCustomLabel": True,
        "optionName": f"metric_{value}",
    }
    by = [wanted[name] for name in ("by", "split") if name in wanted]
    query = {"columns": by, "metrics": [metric], "orderby": []}
    if wanted["show"] == "bar":
        form = {
            "x_axis": wanted["by"],
            "groupby": by[1:],
            "metrics": [metric],
            "stack": "Stack",
            "x_axis_sort": "name",
            "y_axis_format": "SMART_NUMBER",
        }
        return form, query
    form = {"metric": metric, "y_axis_format": "SMART_NUMBER"}
    return (form | {"groupby": by} if by else form), query


_ROWS_TALL = 50
_WIDE = 12


def _dashboard_file(title: str, charts: Mapping[Any, Mapping[str, Any]]) -> dict[str, Any]:
    position: dict[str, Any] = {
        "DASHBOARD_VERSION_KEY": "v2",
        "ROOT_ID": {"type": "ROOT", "id": "ROOT_ID", "children": ["GRID_ID"]},
        "HEADER_ID": {"type": "HEADER", "id": "HEADER_ID", "meta": {"text": title}},
        "GRID_ID": {"type": "GRID", "id": "GRID_ID", "parents": ["ROOT_ID"], "children": []},
    }
    taken = _WIDE
    row = ""
    for key, wanted in charts.items():
        if taken + wanted["width"] > _WIDE:
            row, taken = f"ROW-{key}", 0
            position[row] = {
                "type": "ROW",
                "id": row,
                "parents": ["ROOT_ID", "GRID_ID"],
                "children": [],
                "meta": {"background": "BACKGROUND_TRANSPARENT"},
            }
            position["GRID_ID"]["children"].append(row)
        taken += wanted["width"]
        place = f"CHART-{key}"
        position[row]["children"].append(place)
        position[place] = {
            "type": "CHART",
            "id": place,
            "parents": ["ROOT_ID", "GRID_ID", row],
            "children": [],
            "meta": {
                "uuid": identity("chart", key),
                "chartId": 0,
                "width": wanted["width"],
                "height": _ROWS_TALL,
                "sliceName": wanted["title"],
            },
        }
    return {
        "dashboard_title": title,
        "slug": title.lower().replace(" ", "-"),
        "uuid": identity("dashboard", title),
        "position": position,
        "metadata": {},
        "published": True,
        "version": _VERSION,
    }
