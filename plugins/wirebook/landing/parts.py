"""The landing: what the reader said, one row per article version, as Parquet.

Grain of ``readings``: one row per article version. Nested lists hold what was read from it. The
schema is explicit, so an empty list or an empty day has the same types as a full one. A partition
(day and source) is overwritten whole, and nothing half-written is ever visible under its name. Each
part has its checksum beside it, and whoever reads rows of one looks at that first.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wirebook import whole_files
from wirebook.landing.schema import READINGS_SCHEMA, SCHEMA_ID, completed
from wirebook.whole_files import DamagedError, write_text, writing

# Rows of a row group. Their number must not depend on what they hold, or bytes would.
_BATCH = 200
# Names the schema that every part has.
_MARK = "schema"


def partition_dir(landing: Path, day: str, source: str) -> Path:
    """Return the folder of one partition; ``day`` is ISO, ``source`` a validated source name."""
    return landing / "readings" / f"dt={day}" / f"source={source}"


def write_part(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows (in key order) as one Parquet part, visible only when complete.

    No rows make a typed, empty part. Equal rows give equal bytes. Memory holds a batch of rows,
    however many there are.
    """
    with writing(path, READINGS_SCHEMA, _BATCH, has_checksum=True) as take:
        for row in _in_key_order(rows):
            take(row)
    return path


def bring_up_to_date(landing: Path) -> int:
    """Write parts of an earlier schema anew, in the one of today; return how many there were.

    Articles that were not kept whole cannot be read again: what later columns say of them is null,
    but for what :data:`~wirebook.landing.schema.BEFORE` says held before a column came. A mark
    beside the parts names the schema they all have, so that a landing of today costs one look.
    """
    mark = landing / "readings" / _MARK
    if mark.is_file() and mark.read_text(encoding="utf-8").strip() == SCHEMA_ID:
        return 0
    stale = [
        part
        for part in sorted(landing.glob("readings/dt=*/source=*/part-*.parquet"))
        if not pq.read_schema(part).equals(_as_stored())
    ]
    for part in stale:
        write_part(part, map(completed, read_part(part)))
    if mark.parent.is_dir():
        write_text(mark, SCHEMA_ID + "\n")
    return len(stale)


@cache
def _as_stored() -> pa.Schema:
    """Return the schema as a part gives it back: Parquet has names of its own for list items."""
    sink = pa.BufferOutputStream()
    pq.write_table(READINGS_SCHEMA.empty_table(), sink, store_schema=False)
    return pq.read_schema(pa.BufferReader(sink.getvalue()))


def check(landing: Path) -> None:
    """Compare every part with its checksum; parts of before there were any get one.

    Raises DamagedError with the paths of those that are not what was written, and what heals them.
    """
    wrong = []
    for part in sorted((landing / "readings").rglob("part-*.parquet")):
        whole_files.ensure_checksum(part)
        what = whole_files.damage(part)
        if what is not None:
            wrong.append(f"{part.relative_to(landing.parent).as_posix()}: {what} ({remedy(part)})")
    if wrong:
        raise DamagedError("; ".join(wrong))


def remedy(part: Path) -> str:
    """Return what puts a damaged part right: it is read again from the archive."""
    return f"wirebook reread --source {part.parent.name.partition('=')[2]}"


def read_part(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of one part, a batch at a time. Raises DamagedError for a damaged one."""
    what = whole_files.damage(path)
    if what is not None:
        raise DamagedError(f"{path}: {what} ({remedy(path)})")
    with pq.ParquetFile(path) as part:
        for batch in part.iter_batches(_BATCH):
            yield from batch.to_pylist()


def read_partition(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of every part of a partition."""
    for part in sorted(folder.glob("part-*.parquet")):
        yield from read_part(part)


def holds_rows(landing: Path) -> bool:
    """Tell whether any part has a row."""
    files = (landing / "readings").glob("dt=*/source=*/part-*.parquet")
    return any(pq.read_metadata(part).num_rows for part in files)


def before(landing: Path, day: str) -> Iterator[Path]:
    """Yield the parts of days before an ISO day."""
    for folder in sorted((landing / "readings").glob("dt=*")):
        if folder.name < f"dt={day}":
            yield from sorted(folder.glob("source=*/part-*.parquet"))


def forget_texts(path: Path) -> int:
    """Write a part anew without the words of its articles; return how many had any."""
    held = sum(map(_has_words, read_part(path)))
    if held:
        write_part(path, map(_without_words, read_part(path)))
    return held


def _has_words(row: Mapping[str, Any]) -> bool:
    return row["text"] is not None or any(m.get("evidence") for m in row["money"] or ())


def _without_words(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row without its text and the sentences of its amounts, whose places stay."""
    gone = {"evidence": None, "mark_start": None, "mark_end": None}
    return {**row, "text": None, "money": [{**money, **gone} for money in row["money"] or ()]}


def _in_key_order(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows by their version's id; until all have come they wait on disk."""
    with closing(sqlite3.connect("")) as waiting:
        waiting.execute("create table waiting (key text, row blob)")
        waiting.executemany(
            "insert into waiting values (?, ?)",
            ((str(row["article_version_id"]), pickle.dumps(row)) for row in rows),
        )
        for (row,) in waiting.execute("select row from waiting order by key, rowid"):
            yield pickle.loads(row)


def drop_other_parts(folder: Path, keep: set[str]) -> None:
    """Remove what a partition's newest reading did not write, half-written parts included."""
    if folder.is_dir():
        # A checksum goes before its part, so that none is left alone.
        for part in sorted(folder.iterdir(), reverse=True):
            if part.name.removesuffix(whole_files.CHECKSUM) not in keep:
                part.unlink()
