"""Which state and which sources file a command works on."""

from __future__ import annotations

from pathlib import Path

import pytest
from wirebook import settings
from wirebook.settings import StatePaths


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("WIREBOOK_HOME", "WIREBOOK_SOURCES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(settings, "project_root", lambda: tmp_path)
    (tmp_path / "dags").mkdir()
    (tmp_path / "dags" / "sources.yaml").write_text("name: usual\n", encoding="utf-8")
    return tmp_path


def other(root: Path) -> Path:
    file = root / "desk's sources #1.yaml"
    file.write_text("name: desk\n", encoding="utf-8")
    return file


def test_the_last_run_names_its_state_and_its_sources_file(root: Path) -> None:
    file = other(root)
    StatePaths.for_sources(file).remember_as_last(file)
    last = StatePaths.last()
    assert last.home == root / "var" / "desk"
    assert last.sources_file() == file


def test_without_a_run_it_is_the_file_in_force(root: Path) -> None:
    assert StatePaths.last().sources_file() == root / "dags" / "sources.yaml"


@pytest.mark.parametrize("fate", ["gone", "of another state"])
def test_a_sources_file_that_is_not_known_is_asked_for(root: Path, fate: str) -> None:
    file = other(root)
    StatePaths.for_sources(file).remember_as_last(file)
    if fate == "gone":
        file.unlink()
    else:
        file.write_text("name: moved\n", encoding="utf-8")
    with pytest.raises(ValueError, match="name it with --sources"):
        StatePaths.last().sources_file()
