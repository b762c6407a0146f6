"""What a version rests on is compared to the byte: a changed or lost file is named by its path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from wirebook.landing import parts
from wirebook.verify.report import Report
from wirebook.verify.verify import check_files
from wirebook.whole_files import replacing


def last_byte(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1] + b"?")


@pytest.fixture
def landing(tmp_path: Path) -> Path:
    folder = parts.partition_dir(tmp_path / "landing", "2026-01-01", "wire")
    parts.write_part(folder / "part-0001.parquet", [])
    with replacing(tmp_path / "landing" / "fx" / "rates.parquet", has_checksum=True) as p:
        p.write_bytes(b"any")
    return tmp_path / "landing"


def test_what_is_as_it_was_written_agrees(landing: Path) -> None:
    report = Report()
    check_files(landing, report)
    assert report.success and report.rules["files"].rows == 2


@pytest.mark.parametrize("damage", [last_byte, Path.unlink])
@pytest.mark.parametrize(
    "name", ["fx/rates.parquet", "readings/dt=2026-01-01/source=wire/part-0001.parquet"]
)
def test_what_is_not_is_named(name: str, damage: Callable[[Path], None], landing: Path) -> None:
    damage(landing / name)
    report = Report()
    check_files(landing, report)
    assert report.rules["files"].differences == 1
    assert report.rules["files"].key == f"landing/{name}"
