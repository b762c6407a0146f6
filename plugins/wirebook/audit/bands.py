"""Bands: what a candidate adds and holds, against what the versions before it did.

No check of a row can find what is only too much of it: ten times the claims of one type, half the
articles without a day. Once :data:`LEAST` versions are kept, each measure has a band: the range of
the past, wider on either side by as much as it is wide, and at least by the measure's slack. Fewer
new rows than ever warn, since a day may be quiet; anything else outside blocks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Literal

from wirebook import duckdb_files
from wirebook.audit import overrides
from wirebook.audit.results import CheckResult
from wirebook.published import versions
from wirebook.published.current import versions_dir
from wirebook.settings import StatePaths

LEAST = 14
RULE = 32
_SHOWN = 3

# new: rows that the version before had not. growth: a sum, as a multiple of the one before.
Kind = Literal["new", "growth", "share"]
_SLACK: Mapping[Kind, float] = {"new": 10.0, "growth": math.log(2), "share": 0.05}


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured of a version: a number for each key."""

    name: str
    table: str
    kind: Kind
    query: str
    what: str
    by_weekday: bool = False


def _share(table: str, condition: str, where: str = "true") -> str:
    return (
        f"select 'all', avg(case when {condition} then 1.0 else 0.0 end) from {table} where {where}"
    )


_ACCEPTED = "status = 'accepted'"
_SUMMED = "from fct_money_facts where is_current and is_counted"
MEASURES = (
    Measure("band_articles", "fct_articles", "new",
            "select source, count(*) from fct_articles group by source",
            "new articles of a source, against the same weekday", by_weekday=True),
    Measure("band_claims", "fct_money_claims", "new",
            f"select fact_type, count(*) from fct_money_claims where {_ACCEPTED} group by 1",
            "new accepted claims of a type"),
    Measure("band_entities", "dim_entities", "new",
            "select 'all', count(distinct entity_id) from dim_entities where is_current",
            "new entities"),
    Measure("band_merges", "bridge_entity_names", "new",
            "select 'all', count(*) - count(distinct entity_id) from bridge_entity_names"
            " where verdict = 'same'",
            "names joined to an entity that has another one"),
    Measure("band_dollars", "fct_money_facts", "growth",
            f"select fact_type, sum(amount_usd) {_SUMMED} group by 1"
            f" union all select 'all', sum(amount_usd) {_SUMMED}",
            "dollars of the facts that are summed, of a type and of all"),
    Measure("band_undated", "fct_articles", "share",
            _share("fct_articles", "published_on is null"), "articles without a day"),
    Measure("band_null_subjects", "fct_money_claims", "share",
            _share("fct_money_claims", "subject_name is null", _ACCEPTED),
            "accepted claims without a subject"),
    Measure("band_low_confidence", "fct_money_facts", "share",
            _share("fct_money_facts", "not is_confident", "is_current"), "facts shown as unsure"),
)  # fmt: skip
NAMES = tuple(measure.name for measure in MEASURES)


@dataclass(frozen=True, slots=True)
class _Levels:
    """What one version says: the day it is of, and the value of each measure and key."""

    day: date | None
    values: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class _Outside:
    key: str
    value: float
    low: float
    high: float


def check(state: StatePaths, candidate: Path, now: datetime | None = None) -> list[CheckResult]:
    """Compare a candidate with the kept versions; return one result a measure.

    None while fewer than :data:`LEAST` are kept, and none for a candidate that is one of them. A
    measure that a person overrides still shows what was found, and only warns.
    """
    past = versions.unrevoked(state)
    if len(past) < LEAST or versions.stamp(candidate) in past:
        return []
    files = [versions_dir(state) / publish_id / versions.DATABASE for publish_id in past]
    levels = [_levels(file) for file in (*files, candidate)]
    at = datetime.now(UTC) if now is None else now
    return [_result(state, measure, levels, at) for measure in MEASURES]


def _levels(database: Path) -> _Levels:
    with duckdb_files.read(database) as connection:
        found = {
            measure.name: {
                str(key): float(value or 0)
                for key, value in connection.execute(measure.query).fetchall()
            }
            for measure in MEASURES
        }
        newest = connection.execute("select max(fetched_at) from fct_articles").fetchone()
    return _Levels(newest[0].date() if newest and newest[0] else None, found)


def _result(
    state: StatePaths, measure: Measure, levels: Sequence[_Levels], now: datetime
) -> CheckResult:
    keys = sorted({key for level in levels for key in level.values[measure.name]})
    compared = [found for key in keys if (found := _compared(measure, key, levels)) is not None]
    outside = [found for found in compared if not found.low <= found.value <= found.high]
    quiet = measure.kind == "new" and all(found.value < found.low for found in outside)
    override = overrides.of(state, measure.name, now) if outside else None
    why = f"What a version adds and holds is within what those before it did: {measure.what}."
    why += f" First: {_told(measure, outside[0])}." if outside else ""
    if override is not None:
        why += f" Overridden until {override.until}: {override.why}."
    return CheckResult(
        table=measure.table,
        check=measure.name,
        rule=RULE,
        severity="W" if quiet or override is not None else "B",
        why=why,
        success=not outside,
        rows_evaluated=len(compared),
        rows_unexpected=len(outside),
        keys=tuple(found.key for found in outside[:_SHOWN]),
        exception=None,
    )


def _compared(measure: Measure, key: str, levels: Sequence[_Levels]) -> _Outside | None:
    """Return a key's value and its band, None where its past says nothing."""
    values = [level.values[measure.name].get(key, 0.0) for level in levels]
    days = [level.day for level in levels]
    if measure.kind == "share":
        *past, value = values
    elif measure.kind == "new":
        *past, value = (after - before for before, after in pairwise(values))
        days = days[1:]
    else:
        if min(values[:-1]) <= 0:
            return None  # a type that is new has no multiple; the sum of all types has
        *past, value = (math.log(max(b, 1) / max(a, 1)) for a, b in pairwise(values))
    if measure.by_weekday:
        weekday = None if days[-1] is None else days[-1].weekday()
        same = [v for v, d in zip(past, days, strict=False) if d and d.weekday() == weekday]
        past = same or past
    low, high = min(past), max(past)
    usual = median(past) if measure.kind == "new" else 0.0
    width = max(high - low, _SLACK[measure.kind], usual)
    return _Outside(key, value, low - width, high + width)


def _told(measure: Measure, found: _Outside) -> str:
    low, high = found.low, found.high
    if measure.kind == "growth":
        value, low, high = (math.exp(each) for each in (found.value, low, high))
        return (
            f"{found.key} is {value:,.2f} times what it was, the band is {low:,.2f} to {high:,.2f}"
        )
    if measure.kind == "share":
        return f"{found.value:.1%}, the band is {max(low, 0):.1%} to {min(high, 1):.1%}"
    return f"{found.value:,.0f} of {found.key}, the band is {max(low, 0):,.0f} to {high:,.0f}"
