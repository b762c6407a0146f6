"""dbt's files are parsed once a process: for every state, and anew when one of them changes."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from wirebook.settings import StatePaths, dbt_project_dir
from wirebook.warehouse import build, carried

pytestmark = pytest.mark.slow

RUN_AT = datetime(2026, 11, 30, tzinfo=UTC)


def test_each_state_is_built_from_its_own_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        state = StatePaths(tmp_path / name)
        build.ensure_landing(state)
        carried.ensure_carried(state)
        build.write_previous(state)
        build._run_dbt(state, RUN_AT, ["compile", "--select", "base_landing__readings"])
        found = (state.build / "target" / "compiled").rglob("base_landing__readings.sql")
        assert f"'{state.landing}/readings/" in next(found).read_text(encoding="utf-8")


def test_a_project_that_changed_is_parsed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "project"
    shutil.copytree(dbt_project_dir(), project)
    monkeypatch.setattr(build, "_PARSED", {})
    state = StatePaths(tmp_path / "state")
    for name in ("LANDING", "PREVIOUS", "CARRIED", "BUILD_FILE"):
        monkeypatch.setenv(f"WIREBOOK_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("WIREBOOK_RUN_AT", "2026-11-30 00:00:00")
    monkeypatch.setenv("WIREBOOK_FOLDERS", "[]")
    options = build._dbt_options(state, project)
    first = build._parsed(project, options)
    assert build._parsed(project, options) is first
    model = project / "models" / "staging" / "stg_landing__readings.sql"
    os.utime(model, ns=(1, 1))
    assert build._parsed(project, options) is not first
    model.write_text("{{ nowhere() }} {% endif %}", encoding="utf-8")
    with pytest.raises(build.BuildError, match="endif"):
        build._parsed(project, options)
