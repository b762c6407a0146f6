"""Files that appear whole or not at all, and Parquet parts written in batches of rows."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a name beside a file's own to write to; it takes the file's place in one step.

    A block that raises leaves the file as it was.
    """
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def writing(
    path: Path, schema: pa.Schema, batch: int
) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Yield what takes the rows of a Parquet part, visible only when the block has ended well.

    Every ``batch`` rows become a row group, so memory does not grow with the part and equal rows
    give equal bytes. A part without rows has its types all the same.
    """
    waiting: list[Mapping[str, Any]] = []
    with (
        replacing(path) as partial,
        pq.ParquetWriter(partial, schema, compression="zstd", store_schema=False) as out,
    ):

        def flush() -> None:
            out.write_table(pa.Table.from_pylist(waiting, schema=schema))
            waiting.clear()

        def take(row: Mapping[str, Any]) -> None:
            waiting.append(row)
            if len(waiting) == batch:
                flush()

        yield take
        if waiting:
            flush()
