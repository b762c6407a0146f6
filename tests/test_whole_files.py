"""Files that appear whole or not at all, and parts written a batch at a time."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from wirebook import whole_files
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


def with_checksum(path: Path, text: str) -> Path:
    with replacing(path, has_checksum=True) as partial:
        partial.write_text(text)
    return path


def flipped(path: Path, place: int) -> None:
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(bytes(content))


def test_a_checksum_is_what_sha256sum_writes(tmp_path: Path) -> None:
    with_checksum(tmp_path / "file", "before")
    path = with_checksum(tmp_path / "file", "after")
    expected = f"{hashlib.sha256(b'after').hexdigest()}  file\n"
    assert whole_files.checksum_of(path).read_text() == expected
    assert whole_files.damage(path) is None


def test_every_byte_of_a_file_and_of_its_checksum_counts(tmp_path: Path) -> None:
    path = with_checksum(tmp_path / "file", "four")
    for changed in (path, whole_files.checksum_of(path)):
        for place in range(changed.stat().st_size):
            flipped(changed, place)
            assert whole_files.damage(path) is not None
            flipped(changed, place)
    assert whole_files.damage(path) is None
    path.unlink()
    assert whole_files.damage(path) == "it is not there"


def test_a_file_without_a_checksum_is_given_one_of_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("before there were any")
    assert whole_files.damage(tmp_path / "file") is None
    whole_files.ensure_checksum(tmp_path / "file")
    (tmp_path / "file").write_text("another")
    whole_files.ensure_checksum(tmp_path / "file")
    assert whole_files.damage(tmp_path / "file") is not None


@pytest.mark.parametrize("step", [1, 2])
def test_a_crash_between_file_and_checksum_is_no_damage(
    step: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checksum is written before the file has its name and after it: either may be the last."""
    path = with_checksum(tmp_path / "file", "before")
    write, written = whole_files.write_text, []

    def crash(target: Path, text: str) -> None:
        write(target, text)
        written.append(text)
        if len(written) == step:
            raise KeyboardInterrupt

    monkeypatch.setattr(whole_files, "write_text", crash)
    with pytest.raises(KeyboardInterrupt):
        with_checksum(path, "after")
    assert path.read_text() == ("before", "after")[step - 1]
    assert whole_files.damage(path) is None
    monkeypatch.undo()
    whole_files.ensure_checksum(path)
    assert len(whole_files.checksum_of(path).read_text().splitlines()) == 1
    assert whole_files.damage(path) is None
