"""Build small marts for tests: the rows of fixtures/marts.yaml under the real contracts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import yaml

TESTS = Path(__file__).resolve().parent
_SENTENCES = "money_mention_id varchar, evidence varchar, mark_start bigint, mark_end bigint"
CONTRACTS = TESTS.parent / "dbt_project" / "models" / "marts" / "_marts__models.yml"


@dataclass(frozen=True)
class Verdict:
    """An audit that let a candidate through."""

    publish_id: str
    success: bool = True
    counts: Mapping[str, int] = field(default_factory=lambda: {"passed": 5})


def contracts() -> dict[str, dict[str, Any]]:
    """Return every mart's contract by its name."""
    with CONTRACTS.open(encoding="utf-8") as stream:
        return {model["name"]: model for model in yaml.safe_load(stream)["models"]}


def build_marts(path: Path, schema: str = "marts") -> Path:
    """Write the sample marts as tables of one schema of a DuckDB file, typed by their contracts."""
    rows = yaml.safe_load((TESTS / "fixtures" / "marts.yaml").read_text(encoding="utf-8"))
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema if not exists {schema}")
        connection.execute("create schema if not exists words")
        connection.execute(f"create table words.stg_landing__money ({_SENTENCES})")
        for row in rows["sentences"]["rows"]:
            connection.execute(
                "insert into words.stg_landing__money values (?, ?, ?, ?)", list(row.values())
            )
        for name, model in contracts().items():
            view = _view(name, f"{path.stem}.{schema}", f"{path.stem}.words")
            if view is not None:
                connection.execute(f"create view {schema}.{name} as {view}")
                continue
            columns = {column["name"]: column for column in model["columns"]}
            connection.execute(
                f"create table {schema}.{name} ("
                + ", ".join(_definition(column) for column in columns.values())
                + ")"
            )
            given = rows[name]
            for row in given["rows"]:
                whole = {**given.get("defaults", {}), **row}
                unknown = set(whole) - set(columns)
                assert not unknown, f"{name} has no column {unknown}"
                connection.execute(
                    f"insert into {schema}.{name} ({', '.join(whole)}) values "
                    f"({', '.join('?' * len(whole))})",
                    list(whole.values()),
                )
    return path


def _view(name: str, marts: str, words: str) -> str | None:
    """Return the query of a model that is a view, None for one that is a table."""
    sql = (CONTRACTS.parent / f"{name}.sql").read_text(encoding="utf-8")
    plain = sql.replace('{{ config(materialized = "view") }}', "")
    if plain == sql:
        return None
    plain = re.sub(r'{{ ref\("(stg_\w+)"\) }}', rf"{words}.\1", plain)
    return re.sub(r'{{ ref\("(\w+)"\) }}', rf"{marts}.\1", plain)


def _definition(column: dict[str, Any]) -> str:
    required = any(c["type"] == "not_null" for c in column.get("constraints", ()))
    return f"{column['name']} {column['data_type']}" + (" not null" if required else "")
