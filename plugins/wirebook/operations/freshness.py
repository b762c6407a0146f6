"""How old what consumers see is: each source by the last article it brought, each mart by its rows.

A source is quiet when it brought nothing for three times the longest gap of its own past; one with
less than a week of articles has no past worth comparing with. The marts are stale when they were
built for an interval long before the last one that was fetched, the rates when no conversion could
still use them (docs/rules.md, 21).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from wirebook import duckdb_files
from wirebook.archive.days import fetched_until
from wirebook.published.certificate import MANIFEST
from wirebook.published.current import current_parquet
from wirebook.published.versions import DATABASE
from wirebook.settings import StatePaths

LEAST_DAYS = 7
_TIMES_USUAL = 3
LONGEST_CARRY = timedelta(days=7)
LONGEST_LAG = timedelta(hours=30)
_NEWEST = {
    "fct_articles": "max(fetched_at)",
    "fct_money_facts": "max(system_from)",
    "fct_fx_rates": "max(observed_on)",
}


@dataclass(frozen=True, slots=True)
class Age:
    """How far a source or a mart reaches, and what is wrong with that, if anything."""

    name: str
    until: date | datetime | None
    fault: str | None = None

    def line(self) -> str:
        """Return the age as a line for a person."""
        until = "nothing" if self.until is None else f"{self.until:%Y-%m-%d}"
        return f"{self.name}: until {until}" + ("" if self.fault is None else f", {self.fault}")


def ages(state: StatePaths, now: datetime) -> list[Age]:
    """Return the age of every source that was fetched and of every mart that has a time."""
    return [*_sources(state, now), *_marts(state, now)]


def _sources(state: StatePaths, now: datetime) -> Iterator[Age]:
    by_source: dict[str, list[date]] = {}
    for part in sorted((state.landing / "readings").glob("dt=*/source=*/part-*.parquet")):
        name = part.parent.name.partition("=")[2]
        days = by_source.setdefault(name, [])
        if pq.read_metadata(part).num_rows:
            days.append(date.fromisoformat(part.parent.parent.name.partition("=")[2]))
    for name, found in sorted(by_source.items()):
        days = sorted(set(found))
        yield Age(f"source {name}", days[-1] if days else None, _quiet(days, now.date()))


def _quiet(days: list[date], today: date) -> str | None:
    if len(days) < LEAST_DAYS:
        return None
    usual = max((b - a).days for a, b in zip(days, days[1:], strict=False))
    silent = (today - days[-1]).days
    if silent <= _TIMES_USUAL * usual:
        return None
    return f"no article for {silent} days, never more than {usual} before"


def _marts(state: StatePaths, now: datetime) -> Iterator[Age]:
    folder = current_parquet(state)
    if folder is None or not (folder / DATABASE).is_file():
        return
    until, fetched = _built_for(folder), fetched_until(state)
    is_behind = until is not None and fetched is not None and fetched - until > LONGEST_LAG
    fault = f"nothing was published though {fetched:%Y-%m-%d} is fetched" if is_behind else None
    yield Age("what is published", until, fault)
    with duckdb_files.read(folder / DATABASE) as connection:
        for table, newest in _NEWEST.items():
            try:
                row = connection.execute(f"select {newest} from {table}").fetchone()
            except duckdb.Error:
                continue
            found = None if row is None else row[0]
            is_old = (
                table == "fct_fx_rates"
                and found is not None
                and (now.date() - found > LONGEST_CARRY)
            )
            yield Age(table, found, "too old for the facts of today" if is_old else None)


def _built_for(folder: Path) -> datetime | None:
    told = json.loads((folder / MANIFEST).read_text(encoding="utf-8")).get("built_for")
    return None if told is None else datetime.fromisoformat(told).astimezone(UTC)
