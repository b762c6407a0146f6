"""A changed reader has a new version, whichever room the change is in; nothing else has."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import wirebook
from wirebook import settings
from wirebook.landing.reader_version import ROOMS, SEEDS, reader_version

PACKAGE = Path(wirebook.__file__).parent


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the library and of the seeds, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "wirebook", ignore=ignored)
    shutil.copytree(settings.seeds_dir(), tmp_path / "seeds")
    return tmp_path


def version(copy: Path) -> str:
    reader_version.cache_clear()
    return reader_version(copy / "wirebook", copy / "seeds")


def change(file: Path) -> None:
    content = bytearray(file.read_bytes() or b"\0")
    content[-1] ^= 1
    file.write_bytes(bytes(content))


def in_rooms() -> list[str]:
    """One file of each kind in each folder of the rooms."""
    found: dict[tuple[Path, str], str] = {}
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(PACKAGE).as_posix()
                found.setdefault((file.parent, file.suffix), name)
    return list(found.values())


def test_a_copy_elsewhere_has_the_same_version(copy: Path) -> None:
    assert version(copy) == reader_version(PACKAGE, settings.seeds_dir())


@pytest.mark.parametrize("name", in_rooms())
def test_one_byte_in_a_room_makes_a_new_version(copy: Path, name: str) -> None:
    before = version(copy)
    change(copy / "wirebook" / name)
    assert version(copy) != before


@pytest.mark.parametrize("name", SEEDS)
def test_one_byte_in_a_list_that_is_loaded_makes_a_new_version(copy: Path, name: str) -> None:
    before = version(copy)
    change(copy / "seeds" / name)
    assert version(copy) != before


def test_a_renamed_module_makes_a_new_version(copy: Path) -> None:
    before = version(copy)
    (copy / "wirebook/pages/html.py").rename(copy / "wirebook/pages/markup.py")
    assert version(copy) != before


@pytest.mark.parametrize(
    "name",
    [
        "wirebook/tasks.py",
        "wirebook/audit/gate.py",
        "wirebook/fetch/web.py",
        "seeds/judgements.csv",
    ],
)
def test_what_is_not_the_reader_makes_none(copy: Path, name: str) -> None:
    before = version(copy)
    change(copy / name)
    assert version(copy) == before


def test_compiled_files_and_tests_make_none(copy: Path) -> None:
    before = version(copy)
    compiled = copy / "wirebook" / "reading" / "__pycache__"
    compiled.mkdir(exist_ok=True)
    (compiled / "reader.cpython-311.pyc").write_bytes(b"compiled")
    (copy / "tests").mkdir()
    (copy / "tests" / "test_reader.py").write_text("assert True\n", encoding="utf-8")
    assert version(copy) == before
