"""The landing: typed when empty, equal bytes for equal rows, never half-written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from weakref import WeakSet

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from wirebook.landing import parts
from wirebook.whole_files import DamagedError


def row(name: str, **more: Any) -> dict[str, Any]:
    return {
        "article_version_id": name,
        "article_id": name,
        "source": "s",
        "fetched_at": datetime(2026, 1, 2, tzinfo=UTC),
        "published_on": date(2026, 1, 1),
        "money": [],
        **more,
    }


def money(point: str) -> dict[str, Any]:
    return {"ordinal": 0, "start": 0, "end": 1, "surface": "x", "point": Decimal(point)}


def test_an_empty_part_has_the_types_of_a_full_one(tmp_path: Path) -> None:
    empty = parts.write_part(tmp_path / "part-1.parquet", [])
    full = parts.write_part(tmp_path / "part-2.parquet", [row("a", money=[money("1")])])
    assert pq.read_schema(empty).equals(pq.read_schema(full))
    both = duckdb.sql(f"select count(*) from read_parquet('{tmp_path}/*.parquet')").fetchone()
    assert both == (1,)


def test_order_of_arrival_does_not_change_the_bytes(tmp_path: Path) -> None:
    one = parts.write_part(tmp_path / "1.parquet", [row("a"), row("b")]).read_bytes()
    two = parts.write_part(tmp_path / "2.parquet", [row("b"), row("a")]).read_bytes()
    assert one == two


def test_amounts_above_two_to_the_53_keep_every_won(tmp_path: Path) -> None:
    amount = "1970000000000001.0000"
    part = parts.write_part(tmp_path / "1.parquet", [row("a", money=[money(amount)])])
    [back] = parts.read_part(part)
    assert back["money"][0]["point"] == Decimal(amount)


def test_an_amount_that_does_not_fit_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    part = tmp_path / "1.parquet"
    with pytest.raises(pa.ArrowInvalid, match="data loss"):
        parts.write_part(part, [row("a", money=[money("1" + "0" * 40)])])
    assert not part.exists()


def test_other_parts_of_a_partition_go(tmp_path: Path) -> None:
    folder = parts.partition_dir(tmp_path, "2026-01-01", "s")
    for name in ("part-1.parquet", "part-2.parquet"):
        parts.write_part(folder / name, [row("a")])
    parts.drop_other_parts(folder, {"part-1.parquet"})
    assert sorted(p.name for p in folder.iterdir()) == ["part-1.parquet", "part-1.parquet.sha256"]


def spoil(part: Path, place: int) -> None:
    content = bytearray(part.read_bytes())
    content[place] ^= 1
    part.write_bytes(bytes(content))


@pytest.mark.parametrize("place", [0, 100, -9, -1])
def test_a_changed_byte_of_a_part_is_named_before_its_rows_are_read(
    place: int, tmp_path: Path
) -> None:
    landing = tmp_path / "landing"
    folder = parts.partition_dir(landing, "2026-01-01", "wire")
    part = parts.write_part(folder / "part-1.parquet", [row("a")])
    parts.write_part(folder / "part-2.parquet", [row("b")])
    parts.check(landing)
    spoil(part, place)
    named = "landing/readings/dt=2026-01-01/source=wire/part-1.parquet: .* --source wire"
    with pytest.raises(DamagedError, match=named):
        parts.check(landing)
    with pytest.raises(DamagedError, match="part-1.parquet"):
        list(parts.read_part(part))
    assert len(list(parts.read_part(folder / "part-2.parquet"))) == 1


def test_more_rows_than_a_batch_come_back_in_key_order(tmp_path: Path) -> None:
    names = [f"{n * 7919 % 1000:04d}" for n in range(1000)]
    part = parts.write_part(tmp_path / "1.parquet", (row(name) for name in names))
    assert [r["article_version_id"] for r in parts.read_part(part)] == sorted(names)
    again = parts.write_part(tmp_path / "2.parquet", map(row, reversed(names)))
    assert part.read_bytes() == again.read_bytes()


def test_rows_that_break_off_leave_the_part_as_it_was(tmp_path: Path) -> None:
    def broken() -> Iterator[dict[str, Any]]:
        yield row("b")
        raise OSError("the disk is full")

    part = parts.write_part(tmp_path / "1.parquet", [row("a")])
    with pytest.raises(OSError, match="full"):
        parts.write_part(part, broken())
    assert [r["article_version_id"] for r in parts.read_part(part)] == ["a"]
    assert sorted(tmp_path.iterdir()) == [part, tmp_path / "1.parquet.sha256"]


class Row(dict[str, Any]):
    """A row that can be watched; what becomes of it is a plain one."""

    __hash__ = object.__hash__

    def __reduce__(self) -> tuple[type, tuple[dict[str, Any]]]:
        return dict, (dict(self),)


def test_rows_are_let_go_as_they_come(tmp_path: Path) -> None:
    alive: WeakSet[Row] = WeakSet()
    most = 0

    def rows() -> Iterator[Row]:
        nonlocal most
        for n in range(1000):
            made = Row(row(f"{n:04d}"))
            alive.add(made)
            most = max(most, len(alive))
            yield made

    parts.write_part(tmp_path / "1.parquet", rows())
    assert most <= 3


def earlier(path: Path) -> Path:
    """Write a part as it was before amounts had a sign."""
    fields = [pa.field("article_version_id", pa.string()), pa.field("source", pa.string())]
    amount = pa.struct([("ordinal", pa.int64()), ("surface", pa.string())])
    schema = pa.schema([*fields, pa.field("money", pa.list_(amount))])
    row = {"article_version_id": "a", "source": "s", "money": [{"ordinal": 0, "surface": "5 won"}]}
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist([row], schema=schema), path)
    return path


def test_a_part_of_an_earlier_schema_is_brought_up_to_date_once(tmp_path: Path) -> None:
    folder = parts.partition_dir(tmp_path, "2026-01-02", "s")
    old = earlier(folder / "part-1.parquet")
    new = parts.write_part(folder / "part-2.parquet", [row("b", money=[money("1")])])
    content = new.read_bytes()
    assert parts.bring_up_to_date(tmp_path) == 1
    assert pq.read_schema(old).equals(pq.read_schema(new))
    [found] = parts.read_part(old)
    assert found["money"][0]["surface"] == "5 won"
    assert found["money"][0]["sign"] == "plus" and found["money"][0]["point"] is None
    assert found["claims"] is None and new.read_bytes() == content
    assert parts.bring_up_to_date(tmp_path) == 0


def test_nothing_landed_needs_nothing(tmp_path: Path) -> None:
    assert parts.bring_up_to_date(tmp_path) == 0
    assert list(tmp_path.iterdir()) == []
