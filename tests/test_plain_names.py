"""Any folder can hold the project and its state, under a name that every program takes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from wirebook import plain_names, settings
from wirebook.audit import gate
from wirebook.published.candidate import make_candidate
from wirebook.settings import StatePaths
from wirebook.warehouse.build import build

# Each has a meaning of its own in SQL, a glob, a template, a format or a database's address.
ODD = 'it\'s #1 100%20 {name} {{ x }} $HOME [a-b] "q" ; 한글'


def test_a_plain_folder_is_its_own(tmp_path: Path) -> None:
    with plain_names.plainly_named(tmp_path) as plain:
        assert plain == tmp_path


@pytest.mark.parametrize("name", [*ODD.split(), "a b", ODD])
def test_an_odd_folder_is_reached_by_a_plain_name(name: str, tmp_path: Path) -> None:
    odd = tmp_path / name
    odd.mkdir()
    with plain_names.plainly_named(odd) as plain:
        assert plain_names.is_plain(plain)
        (plain / "held").write_text("here", encoding="utf-8")
    assert (odd / "held").read_text(encoding="utf-8") == "here"
    assert plain == odd or not plain.exists()


def test_folders_are_gathered_in_one(tmp_path: Path) -> None:
    project, other = tmp_path / "it's", tmp_path / "other"
    for folder in (project, other, project / "models", project / "seeds"):
        folder.mkdir()
    (other / "list.csv").touch()
    with plain_names.plainly_gathered(project, seeds=other) as plain:
        assert (plain / "models").is_dir() and (plain / "seeds" / "list.csv").is_file()
    assert list((project / "seeds").iterdir()) == []


@pytest.mark.parametrize("name", ["what?", "any*"])
def test_a_folder_that_duckdb_cannot_open_is_refused_with_the_reason(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / name))
    with pytest.raises(ValueError, match="DuckDB can keep no file below"):
        StatePaths.for_sources(tmp_path / "sources.yaml")


@pytest.mark.slow
def test_a_project_in_an_odd_folder_builds_and_is_audited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / ODD
    home.mkdir()
    for part in ("dbt_project", "expectations"):
        (home / part).symlink_to(settings.project_root() / part)
    monkeypatch.setenv("WIREBOOK_PROJECT", str(home))
    state = StatePaths(home / "var" / "state")
    build(state, datetime(2026, 11, 21, tzinfo=UTC))
    candidate = make_candidate(state).path
    found = gate.audit(candidate, settings.suites_dir(), state.published / "docs")
    assert {check.check for check in found.failures if check.blocks} == {"row_floor"} or (
        all(check.rows_evaluated == 0 for check in found.failures)
    )
    assert (state.published / "docs" / "index.html").is_file()
    with duckdb.connect(str(candidate), read_only=True) as connection:
        assert connection.execute("select count(*) from dim_currencies").fetchone() != (0,)
