"""A record that is taken out leaves a hole, and every other record stays where it was."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from hypothesis import given
from hypothesis import strategies as st
from wirebook.archive import holes, records
from wirebook.verify import evidence

DATE = "2026-01-01T00:00:00Z"


def member(number: int, payload: bytes) -> bytes:
    rec_id = records.record_id("resource", str(number))
    return records.record(
        "resource", rec_id, DATE, payload, uri=f"file:{number}", content_type="a/b"
    )


def offsets(path: Path) -> dict[str, tuple[int, bytes]]:
    with path.open("rb") as stream:
        return {r.record_id: (r.stream_pos, r.reader.read()) for r in ArchiveIterator(stream)}


@given(
    payloads=st.lists(st.binary(max_size=200_000), min_size=1, max_size=6),
    chosen=st.sets(st.integers(0, 5)),
)
def test_the_others_keep_their_places(
    tmp_path_factory: pytest.TempPathFactory, payloads: list[bytes], chosen: set[int]
) -> None:
    path = tmp_path_factory.mktemp("holes") / "0001.warc.gz"
    path.write_bytes(b"".join(member(i, payload) for i, payload in enumerate(payloads)))
    before, size = offsets(path), path.stat().st_size
    gone = {records.record_id("resource", str(i)) for i in chosen if i < len(payloads)}
    assert holes.punch(path, gone, DATE) == len(gone)
    after = offsets(path)
    assert {key: after[key] for key in before if key not in gone} == {
        key: place for key, place in before.items() if key not in gone
    }
    assert not gone & after.keys()
    assert path.stat().st_size == size
    assert evidence.damage(path) is None
    assert gzip.decompress(path.read_bytes())


def test_what_refers_to_it_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "0001.warc.gz"
    told = records.record(
        "metadata", records.record_id("about"), DATE, b"its title" * 50, content_type="a/b",
        extra={"WARC-Refers-To": records.record_id("resource", "0")},
    )  # fmt: skip
    path.write_bytes(member(0, b"its words" * 50) + told + member(1, b"others"))
    assert holes.punch(path, {records.record_id("resource", "0")}, DATE) == 2
    assert b"its" not in gzip.decompress(path.read_bytes())


def test_a_file_without_it_is_not_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "0001.warc.gz"
    path.write_bytes(member(0, b"words"))
    before = path.stat().st_ino
    assert holes.punch(path, {"<urn:uuid:another>"}, DATE) == 0
    assert path.stat().st_ino == before


def test_a_cut_file_is_told_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "0001.warc.gz"
    path.write_bytes((member(0, b"words") + member(1, b"more"))[:-9])
    before = path.read_bytes()
    with pytest.raises(ValueError, match="ends early"):
        holes.punch(path, {records.record_id("resource", "0")}, DATE)
    assert path.read_bytes() == before
