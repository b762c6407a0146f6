"""The operational tables: what was attempted, checked, spent and set aside, in every run.

Each task writes one Parquet part a table, ``ops/<table>/<run>/<task>.parquet``; a repeated task
overwrites its own part. After every run, failed ones included, the parts become
``published/ops.duckdb``, which no gate holds back: a failed audit must be seen.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from wirebook import duckdb_files, whole_files
from wirebook.quoting import printable_lines, without_contacts
from wirebook.settings import StatePaths, published_mode

DATABASE = "ops.duckdb"
_BATCH = 2_000
_TIME = pa.timestamp("us", tz="UTC")
_RUN: dict[str, pa.DataType] = {
    "run_id": pa.string(),
    "task": pa.string(),
    "recorded_at": _TIME,
}
# Grain and columns of each table, beside run, task and the time of recording.
_COLUMNS: Mapping[str, Mapping[str, pa.DataType]] = {
    # one row per attempt
    "fct_fetch_outcomes": {
        "source": pa.string(),
        "target": pa.string(),
        "status": pa.string(),
        "reason": pa.string(),
        "bytes": pa.int64(),
        "duration_ms": pa.int64(),
        "attempted_at": pa.string(),
    },
    # one row per run and source
    "fct_source_volumes": {
        "source": pa.string(),
        "day": pa.string(),
        "is_whole_day": pa.bool_(),
        "staged": pa.int64(),
        "attempts": pa.int64(),
        "failed": pa.int64(),
        "body_chars": pa.float64(),
        "findings": pa.list_(pa.string()),
    },
    # one row per run, table and check
    "fct_check_results": {
        "publish_id": pa.string(),
        "table": pa.string(),
        "check": pa.string(),
        "rule": pa.int64(),
        "severity": pa.string(),
        "why": pa.string(),
        "success": pa.bool_(),
        "rows_evaluated": pa.int64(),
        "rows_unexpected": pa.int64(),
        "keys": pa.list_(pa.string()),
        "exception": pa.string(),
    },
    # one row per run and task
    "fct_run_costs": {
        "started_at": _TIME,
        "seconds": pa.float64(),
        "cpu_seconds": pa.float64(),
        "requests": pa.int64(),
        "bytes": pa.int64(),
    },
    # one row per run and task that failed in it
    "fct_run_failures": {
        "error": pa.string(),
        "cause": pa.string(),
        "trace": pa.list_(pa.string()),
    },
    # one row per thing set aside and reason
    "quarantine": {
        "source": pa.string(),
        "target": pa.string(),
        "reason": pa.string(),
        "span": pa.string(),
        "rests_on": pa.string(),
    },
}


TABLES = tuple(_COLUMNS)


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of an operational table. Raises KeyError for another name."""
    return pa.schema([*_RUN.items(), *_COLUMNS[table].items()])


def part_path(state: StatePaths, table: str, run_id: str, task: str) -> Path:
    """Return where the rows of one task of one run stand."""
    return state.ops / table / _file_name(run_id) / f"{_file_name(task)}.parquet"


@contextmanager
def recording(
    state: StatePaths, table: str, *, run_id: str, task: str
) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Yield what takes the rows of one task of one run, in place of what it wrote before.

    They are there when the block has ended well. Columns that a row lacks are null. Raises
    KeyError for an unknown table and ValueError for a column that the table does not have.
    """
    known = schema(table)
    given = {"run_id": run_id, "task": task, "recorded_at": datetime.now(UTC)}
    with whole_files.writing(part_path(state, table, run_id, task), known, _BATCH) as take:

        def record_row(row: Mapping[str, Any]) -> None:
            unknown = set(row) - set(known.names)
            if unknown:
                raise ValueError(f"{table} has no column {', '.join(sorted(unknown))}")
            take({**given, **{name: _shown(value) for name, value in row.items()}})

        yield record_row


def record(
    state: StatePaths,
    table: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    run_id: str,
    task: str,
) -> Path:
    """Write all rows of one task of one run, as :func:`recording` does; return their part."""
    with recording(state, table, run_id=run_id, task=task) as record_row:
        for row in rows:
            record_row(row)
    return part_path(state, table, run_id, task)


def read(state: StatePaths, table: str, where: str, given: Sequence[Any] = ()) -> list[Any]:
    """Return the rows of a table that meet a condition, as dictionaries, by time of recording.

    ``where`` is SQL of our own; what it compares with is ``given``.
    """
    parts = [str(part) for part in sorted((state.ops / table).glob("*/[!.]*.parquet"))]
    if not parts:
        return []
    with duckdb_files.work(folders=[state.ops]) as connection:
        found = connection.execute(
            f"from read_parquet(?, union_by_name = true) where {where} order by recorded_at",
            [parts, *given],
        ).to_arrow_table()
    rows: list[Any] = found.to_pylist()
    return rows


def publish(state: StatePaths) -> Path:
    """Rebuild published/ops.duckdb from every part and put it in place in one step."""
    target = state.published / DATABASE
    state.ensure_published()
    with (
        whole_files.replacing(target, published_mode()) as partial,
        duckdb_files.work(partial, folders=[state.ops]) as connection,
    ):
        for table in _COLUMNS:
            typed = schema(table).empty_table()  # types a table that no run wrote to yet
            connection.register("typed", typed)
            parts = [str(part) for part in sorted((state.ops / table).glob("*/[!.]*.parquet"))]
            connection.execute(f"create table {table} as from typed")
            if parts:
                connection.execute(
                    f"insert into {table} by name from read_parquet(?, union_by_name = true)"
                    " order by run_id, task",
                    [parts],
                )
            connection.unregister("typed")
    return target


def forget(state: StatePaths, before: datetime) -> int:
    """Remove the parts of runs that last wrote before a time; return how many runs went."""
    removed = 0
    for run in state.ops.glob("*/*/"):
        newest = max((part.stat().st_mtime for part in run.iterdir()), default=0.0)
        if run.parent.name in _COLUMNS and newest < before.timestamp():
            shutil.rmtree(run)
            removed += 1
    return removed


def _shown(value: Any) -> Any:
    """Return a value for everyone who runs this to see: printable, without people's contacts."""
    if isinstance(value, str):
        return without_contacts(printable_lines(value))
    return [_shown(item) for item in value] if isinstance(value, list | tuple) else value


def _file_name(name: str) -> str:
    """Return a short name that is safe in a path and still tells names apart."""
    readable = re.sub(r"[^A-Za-z0-9_.-]+", "_", name).strip(".")[:60]
    return f"{readable}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
