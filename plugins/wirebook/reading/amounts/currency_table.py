"""The table of currencies: dbt's seed ``currencies``, which the marts publish as dim_currencies.

The reader takes the codes that it knows from there, so no amount carries a code that the tables
do not know.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from wirebook import settings

Kind = Literal["current", "retired", "crypto"]
_NAME = "currencies.csv"


@dataclass(frozen=True, slots=True)
class Currency:
    """One row of the table; ``country`` and ``language`` are None where no single one is its."""

    code: str
    name: str
    kind: Kind
    country: str | None
    language: str | None


@cache
def currencies(seeds: Path | None = None) -> dict[str, Currency]:
    """Return the currencies by code, of a state's own seeds or (if they have none) the project's.

    Raises FileNotFoundError where neither has the table.
    """
    folders = (seeds or settings.seeds_dir(), settings.dbt_project_dir() / "seeds")
    path = next((f / _NAME for f in folders if (f / _NAME).is_file()), folders[-1] / _NAME)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {row["currency"]: _currency(row) for row in rows}


def _currency(row: dict[str, str]) -> Currency:
    kind: Kind = row.get("kind") or "current"  # type: ignore[assignment]  # a test of the seed holds the values
    country, language = row.get("home_country") or None, row.get("home_language") or None
    return Currency(row["currency"], row["name"], kind, country, language)
