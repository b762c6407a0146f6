"""Files that appear whole or not at all, and parts written a batch at a time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from wirebook.whole_files import replacing, writing

SCHEMA = pa.schema([pa.field("n", pa.int64()), pa.field("names", pa.list_(pa.string()))])


def test_a_block_that_raises_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a" / "file"
    with replacing(path) as partial:
        partial.write_text("before")
    with pytest.raises(KeyError), replacing(path) as partial:
        partial.write_text("after")
        assert path.read_text() == "before"
        raise KeyError
    assert path.read_text() == "before"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize(("rows", "groups"), [(0, []), (1, [1]), (4, [2, 2]), (5, [2, 2, 1])])
def test_rows_are_written_in_groups_of_a_fixed_number(
    rows: int, groups: list[int], tmp_path: Path
) -> None:
    written = []
    for name in ("one", "two"):
        with writing(tmp_path / name, SCHEMA, 2) as take:
            for n in range(rows):
                take({"n": n})
        written.append((tmp_path / name).read_bytes())
    part = pq.ParquetFile(tmp_path / "one")
    assert [part.metadata.row_group(n).num_rows for n in range(part.num_row_groups)] == groups
    assert part.schema_arrow.equals(SCHEMA)
    assert part.read().column("n").to_pylist() == list(range(rows))
    assert written[0] == written[1]


def wrong_type(take: Callable[[dict[str, object]], None]) -> None:
    take({"n": "a word"})


def interrupted(take: Callable[[dict[str, object]], None]) -> None:
    take({"n": 1})
    raise KeyboardInterrupt


@pytest.mark.parametrize("work", [wrong_type, interrupted])
def test_a_part_that_cannot_be_finished_is_not_there(
    work: Callable[[Callable[[dict[str, object]], None]], None], tmp_path: Path
) -> None:
    with (
        pytest.raises((pa.ArrowException, KeyboardInterrupt)),
        writing(tmp_path / "part", SCHEMA, 1) as take,
    ):
        work(take)
    assert list(tmp_path.iterdir()) == []
