"""Expectation suites: YAML files in expectations/, one a published table.

A suite names its table, the columns that identify a row, and checks. A check has a severity: B
blocks the publication, Q sets the rows it finds aside before the audit
(:mod:`wirebook.audit.set_aside`) and W warns. It also names the rule that it comes from and the
reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

Severity = Literal["B", "Q", "W"]
ROW_FLOOR = "expect_table_row_count_to_be_between"
_CHECK_KEYS = {"name", "type", "severity", "rule", "why", "kwargs"}
_SUITE_KEYS = {"table", "key", "checks"}


class SuiteError(ValueError):
    """A suite file that is not as documented."""


@dataclass(frozen=True, slots=True)
class Check:
    """One expectation of one table."""

    name: str
    type: str
    severity: Severity
    rule: int
    why: str
    kwargs: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Suite:
    """The checks of one published table; ``key`` names the columns that identify a row."""

    table: str
    key: tuple[str, ...]
    checks: tuple[Check, ...]

    @property
    def floor(self) -> int:
        """The fewest rows the table may have."""
        floors = [c.kwargs.get("min_value", 0) for c in self.checks if c.type == ROW_FLOOR]
        return max(floors, default=0)

    def with_floor(self, floor: int) -> Suite:
        """Return the suite with its floor raised to at least ``floor``."""
        if floor <= self.floor:
            return self
        checks = tuple(
            replace(c, kwargs={**c.kwargs, "min_value": floor}) if c.type == ROW_FLOOR else c
            for c in self.checks
        )
        return replace(self, checks=checks)


def load_suites(folder: Path) -> tuple[Suite, ...]:
    """Read every suite of a folder, in order of the tables' names.

    Raises SuiteError when a file has a key too many or too few, a check lacks a reason, a table
    has no row floor, or the folder is empty.
    """
    suites = tuple(_load_suite(path) for path in sorted(folder.glob("*.yaml")))
    if not suites:
        raise SuiteError(f"no suites in {folder.name}/")
    return suites


def _load_suite(path: Path) -> Suite:
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    _require(path, "suite", document, _SUITE_KEYS)
    checks = []
    for given in document["checks"]:
        _require(path, f"check {given.get('name')}", given, _CHECK_KEYS)
        if given["severity"] not in get_args(Severity) or not str(given["why"]).strip():
            raise SuiteError(f"{path.name}: check {given['name']} needs a severity and a reason")
        checks.append(Check(**given))
    suite = Suite(document["table"], tuple(document["key"]), tuple(checks))
    if suite.table != path.stem:
        raise SuiteError(f"{path.name}: the suite of {suite.table} must bear its name")
    if len({check.name for check in checks}) < len(checks):
        raise SuiteError(f"{path.name}: two checks have one name")
    if not any(check.type == ROW_FLOOR for check in checks):
        raise SuiteError(f"{path.name}: without a row floor an empty table passes every check")
    return suite


def _require(path: Path, what: str, given: Any, keys: set[str]) -> None:
    if not isinstance(given, dict) or set(given) != keys:
        raise SuiteError(f"{path.name}: {what} must have exactly {', '.join(sorted(keys))}")


def failed_rows(suite: Suite, check: Check) -> str | None:
    """Return the query for the keys of rows that fail a check, None where no row is to blame."""
    key, table, kwargs = ", ".join(suite.key), f'"{suite.table}"', check.kwargs
    if "unexpected_rows_query" in kwargs:
        query = kwargs["unexpected_rows_query"].replace("{batch}", table).format()
        return f"select distinct {key} from ({query}) order by all"
    if "value_set" in kwargs:
        known = ", ".join(f"'{value}'" for value in kwargs["value_set"])
        return f"select {key} from {table} where {kwargs['column']} not in ({known}) order by all"
    columns = ", ".join(kwargs.get("column_list") or [kwargs.get("column", "")])
    if columns:
        twice = f"qualify count(*) over (partition by {columns}) > 1"
        return f"select distinct {key} from {table} {twice} order by all"
    return None
