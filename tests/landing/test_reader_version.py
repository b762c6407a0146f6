"""A changed reader has a new version, whichever room the change is in; nothing else has."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import wirebook
from wirebook import settings
from wirebook.landing.reader_version import ROOMS, SEEDS, reader_version

PACKAGE = Path(wirebook.__file__).parent
# Said here again: a room that is forgotten there is not forgotten here.
READER = {"pages", "reading", "landing", "quoting"}
OUTSIDE = sorted(
    folder.name
    for folder in PACKAGE.iterdir()
    if folder.name not in READER and (folder / "__init__.py").is_file()
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library and of the seeds, whose files are changed and changed back."""
    tmp_path = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(PACKAGE, tmp_path / "wirebook", ignore=ignored)
    shutil.copytree(settings.seeds_dir(), tmp_path / "seeds")
    return tmp_path


def version(copy: Path) -> str:
    reader_version.cache_clear()
    return reader_version(copy / "wirebook", copy / "seeds")


@contextmanager
def changed(file: Path) -> Iterator[None]:
    """Change the last byte of a file for as long as the block goes on."""
    content = file.read_bytes()
    last = content[-1:] or b"\0"
    file.write_bytes(content[:-1] + bytes([last[0] ^ 1]))
    yield
    file.write_bytes(content)


def in_rooms() -> list[str]:
    """One file of each kind in each folder of the rooms."""
    found: dict[tuple[Path, str], str] = {}
    for room in sorted(READER):
        for file in sorted((PACKAGE / room).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts:
                name = file.relative_to(PACKAGE).as_posix()
                found.setdefault((file.parent, file.suffix), name)
    return list(found.values())


def test_the_rooms_are_those_that_make_a_row() -> None:
    assert set(ROOMS) == READER


def test_the_lists_are_those_that_the_rooms_name() -> None:
    named = {
        seed.name
        for seed in settings.seeds_dir().glob("*.csv")
        for room in READER
        for file in (PACKAGE / room).rglob("*.py")
        if file.name != "reader_version.py" and f'"{seed.name}"' in file.read_text("utf-8")
    }
    assert named == set(SEEDS)


def test_a_copy_elsewhere_has_the_same_version(copy: Path) -> None:
    assert version(copy) == reader_version(PACKAGE, settings.seeds_dir())


@pytest.mark.parametrize("name", in_rooms())
def test_one_byte_in_a_room_makes_a_new_version(copy: Path, name: str) -> None:
    before = version(copy)
    with changed(copy / "wirebook" / name):
        assert version(copy) != before
    assert version(copy) == before


@pytest.mark.parametrize("name", SEEDS)
def test_one_byte_in_a_list_that_is_loaded_makes_a_new_version(copy: Path, name: str) -> None:
    before = version(copy)
    with changed(copy / "seeds" / name):
        assert version(copy) != before


def test_a_renamed_module_makes_a_new_version(copy: Path) -> None:
    before = version(copy)
    renamed = (copy / "wirebook/pages/html.py").rename(copy / "wirebook/pages/markup.py")
    assert version(copy) != before
    renamed.rename(copy / "wirebook/pages/html.py")


@pytest.mark.parametrize(
    "name",
    [
        "wirebook/tasks.py",
        "wirebook/audit/gate.py",
        "wirebook/fetch/web.py",
        "seeds/judgements.csv",
        *(f"wirebook/{room}/__init__.py" for room in OUTSIDE),
    ],
)
def test_what_is_not_the_reader_makes_none(copy: Path, name: str) -> None:
    before = version(copy)
    with changed(copy / name):
        assert version(copy) == before


def test_compiled_files_and_tests_make_none(copy: Path) -> None:
    before = version(copy)
    compiled = copy / "wirebook" / "reading" / "__pycache__"
    compiled.mkdir(exist_ok=True)
    (compiled / "reader.cpython-311.pyc").write_bytes(b"compiled")
    (copy / "tests").mkdir()
    (copy / "tests" / "test_reader.py").write_text("assert True\n", encoding="utf-8")
    assert version(copy) == before
