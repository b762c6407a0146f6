"""The metrics of the semantic layer: whatever is asked of them, only what may be summed is in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from marts import build_marts
from wirebook.settings import dbt_project_dir

FILE = dbt_project_dir() / "models" / "marts" / "_metrics.yml"
DESCRIBED = yaml.safe_load(FILE.read_text(encoding="utf-8"))
(MODEL,) = DESCRIBED["semantic_models"]
MEASURES: dict[str, str] = {m["name"]: m["expr"] for m in MODEL["measures"]}
# Facts of every kind that a sum could go wrong on: all but the first two stay out.
FACTS = """
    (values
        ('committed', true, 3.0, 3.0),
        ('done', true, null, 5.0),
        ('forecast', true, 100.0, 100.0),
        ('forecast', false, 100.0, 100.0),
        ('planned', true, 100.0, 100.0),
        ('denied', true, 100.0, 100.0),
        ('committed', false, 100.0, 100.0),
        ('done', false, 100.0, 100.0)
    ) as f(modality, may_be_summed, amount_usd, amount_usd_low)
"""


def summed(source: str, measure: str) -> Any:
    with duckdb.connect() as connection:
        found = connection.execute(f"select sum({MEASURES[measure]}) from {source}").fetchone()
    assert found is not None
    return found[0]


@pytest.mark.parametrize(
    ("measure", "value"), [("committed_usd", 3), ("done_usd", 5), ("summed_facts", 2)]
)
def test_a_forecast_is_never_in_a_metric(measure: str, value: int) -> None:
    assert summed(FACTS, measure) == value


def test_every_metric_is_a_sum_of_one_measure() -> None:
    """No ratio, no derived metric: there is no way to add what two measures keep apart."""
    assert {measure["agg"] for measure in MODEL["measures"]} == {"sum"}
    assert all("may_be_summed" in expression for expression in MEASURES.values())
    metrics = DESCRIBED["metrics"]
    assert {metric["type"] for metric in metrics} == {"simple"}
    assert [metric["type_params"]["measure"] for metric in metrics] == list(MEASURES)


def test_nothing_can_be_grouped_by_what_is_kept_apart() -> None:
    """By modality or bound a group would be a sum that the measure refuses, shown as nothing."""
    grouped = {d.get("expr", d["name"]) for d in MODEL["dimensions"]}
    assert not grouped & {"modality", "status", "may_be_summed", "measure", "sign"}


def test_what_the_metrics_name_is_in_the_mart(tmp_path: Path) -> None:
    database = build_marts(tmp_path / "warehouse.duckdb")
    named = [d.get("expr", d["name"]) for d in MODEL["dimensions"]]
    named += [entity["expr"] for entity in MODEL["entities"]]
    sums = [f"sum({expression})" for expression in MEASURES.values()]
    with duckdb.connect(str(database), read_only=True) as connection:
        connection.execute(f"select {', '.join(named)} from marts.facts_current").fetchall()
        (found,) = connection.execute(
            f"select {', '.join(sums)} from marts.facts_current"
        ).fetchall()
    assert found == (3_500_000_000, 2_000_000_000, 2)
