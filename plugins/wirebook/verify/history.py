"""What was published before must still be there as it was; only what changed in a run is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb

from wirebook.verify.report import Report

# Tables whose rows are versions of a thing: its key, its version's id, since when and until when.
_VERSIONED: Mapping[str, tuple[str, str, str, str]] = {
    "fct_money_facts": ("fact_id", "fact_version_id", "system_from", "system_to"),
    "dim_entities": ("entity_id", "entity_version_id", "valid_from", "valid_to"),
}
# A version's interval and its id, whatever was published before.
_BROKEN = """
select {version}, case
    when {version} <> md5(concat_ws('|', {key}, {since})) then 'its id is not of its beginning'
    when {until} <= {since} then 'it ends before it begins'
    when {until} is null <> is_current then 'it is current exactly while it is open'
    when {until} > lead({since}) over (partition by {key} order by {since})
        then 'two versions hold at one time'
    when is_current and lead({since}) over (partition by {key} order by {since}) is not null
        then 'a newer version is there'
    when not list_contains($moments, {since}) and {since} >= $moments[1]
        then 'it begins at no end of an interval'
    when not list_contains($moments, {until}) and {until} >= $moments[1]
        then 'it ends at no end of an interval'
end as what
from {table}
qualify what is not null
order by all
"""
# Rows of the version before that are no longer told as they were. A version that the last interval
# opened may be replaced by it; one that was open may be closed at its end.
_CHANGED = """
select p.{version}, case
    when a.{version} is null then 'what was published before is gone'
    when {differs} then 'what was published before has changed'
    when p.is_current and not a.is_current and a.{until} <> $last
        then 'it was closed at another time than now'
    when not p.is_current and (a.is_current or a.{until} <> p.{until})
        then 'what was closed has another end'
end as what
from read_parquet($before) as p
left join {table} as a using ({version})
where (p.{since} < $last or not p.is_current) and what is not null
order by all
"""
_NEW = """
select a.{version}, 'it begins before this run and was not published before'
from {table} as a
anti join read_parquet($before) as p using ({version})
where a.{since} < $last
order by all
"""


def check(
    connection: duckdb.DuckDBPyConnection,
    before: Path | None,
    moments: Sequence[object],
    report: Report,
) -> None:
    """Check the versions of facts and entities, against the folder of the version before if any.

    ``moments`` are the ends of the intervals that were fetched, the last of which is this run's.
    """
    for table, (key, version, since, until) in _VERSIONED.items():
        names = {"table": table, "key": key, "version": version, "since": since, "until": until}
        found = connection.execute(f"select count(*) from {table}").fetchone()
        report.looked("history", found[0] if found else 0)
        _tell(connection, _BROKEN.format(**names), {"moments": list(moments)}, report)
        old = None if before is None else before / f"{table}.parquet"
        if old is None or not old.is_file():
            continue
        values = {"before": str(old), "last": moments[-1]}
        same = _common(connection, table, old) - {version, until, "is_current"}
        differs = " or ".join(f"a.{c} is distinct from p.{c}" for c in sorted(same))
        _tell(connection, _CHANGED.format(**names, differs=differs), values, report)
        _tell(connection, _NEW.format(**names), values, report)


def _tell(
    connection: duckdb.DuckDBPyConnection, query: str, values: Mapping[str, object], report: Report
) -> None:
    for key, what in connection.execute(query, dict(values)).fetchall():
        report.differ("history", key, what)


def _common(connection: duckdb.DuckDBPyConnection, table: str, old: Path) -> set[str]:
    """Return the columns that both have; ids of a publication are another each time."""
    ours = connection.execute(f"describe {table}").fetchall()
    theirs = connection.execute("describe from read_parquet($f)", {"f": str(old)}).fetchall()
    return {row[0] for row in ours} & {row[0] for row in theirs} - {"publish_id", "schema_version"}
