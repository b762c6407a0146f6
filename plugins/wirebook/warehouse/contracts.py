"""What the contracts of the marts say of a table beyond its columns and types."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from wirebook.settings import dbt_project_dir

_REF = re.compile(r"ref\('(\w+)'\)")


@dataclass(frozen=True, slots=True)
class Contract:
    """The columns of a mart that are never null, and what columns refer to: table and column."""

    required: frozenset[str]
    references: Mapping[str, tuple[str, str]]


def contracts() -> dict[str, Contract]:
    """Return the contract of every mart by its name."""
    path = dbt_project_dir() / "models" / "marts" / "_marts__models.yml"
    models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    return {model["name"]: _contract(model["columns"]) for model in models}


def _contract(columns: list[dict[str, Any]]) -> Contract:
    references = {}
    for column in columns:
        for test in column.get("data_tests", ()):
            if isinstance(test, dict) and "relationships" in test:
                said = test["relationships"]["arguments"]
                to = _REF.search(said["to"])
                assert to is not None, said["to"]
                references[column["name"]] = (to[1], said["field"])
    required = {
        column["name"]
        for column in columns
        if any(c["type"] == "not_null" for c in column.get("constraints", ()))
    }
    return Contract(frozenset(required), references)
