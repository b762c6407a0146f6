"""What a run writes is its user's alone, but for what is published, as far as a setting says."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from marts import Verdict, build_marts
from wirebook import cli, settings, tasks
from wirebook.operations import tables
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths
from wirebook_airflow import home


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """Begin as a careless shell does, and leave the mask as it was."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def publish(state: StatePaths) -> None:
    state.build.mkdir(parents=True)
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    tables.record(state, "fct_run_costs", [{"seconds": 1.0}], run_id="r", task="build")
    tables.publish(state)


@pytest.mark.parametrize(
    ("given", "folder", "file", "way"),
    [(None, 0o750, 0o640, 0o710), ("0755", 0o755, 0o644, 0o711), ("0700", 0o700, 0o600, 0o700)],
)
def test_only_what_is_published_is_open(
    given: str | None,
    folder: int,
    file: int,
    way: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WIREBOOK_PUBLISHED_MODE", raising=False)
    if given is not None:
        monkeypatch.setenv("WIREBOOK_PUBLISHED_MODE", given)
    settings.private_files()
    state = StatePaths(tmp_path / "state")
    publish(state)
    inside = [state.published, *state.published.rglob("*")]
    assert len(inside) > 20
    assert {mode(path) for path in inside if path.is_dir()} == {folder}
    assert {mode(path) for path in inside if path.is_file()} == {file}
    assert mode(state.home) == way, "the way there, and no list of what else there is"
    outside = [p for p in state.home.rglob("*") if state.published not in (p, *p.parents)]
    assert outside and all(mode(path) & 0o077 == 0 for path in outside)


@pytest.mark.parametrize("given", ["750x", "0", "0650", "1777", ""])
def test_a_mode_that_is_none_is_refused(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREBOOK_PUBLISHED_MODE", given)
    with pytest.raises(ValueError, match="0700 to 0777"):
        settings.published_mode()


def test_commands_and_tasks_write_for_their_user_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    assert cli.main(["facts"]) == 1
    assert os.umask(0o022) == 0o077
    tasks.publish_ops()
    assert os.umask(0o022) == 0o077


def test_airflow_writes_its_logs_for_its_user_alone_and_serves_none(tmp_path: Path) -> None:
    set_to = home.environment(tmp_path / "sources.yaml", StatePaths(tmp_path))
    prefix = "AIRFLOW__LOGGING__FILE_TASK_HANDLER_NEW_"
    assert set_to[f"{prefix}FOLDER_PERMISSIONS"] == "0o700"
    assert set_to[f"{prefix}FILE_PERMISSIONS"] == "0o600"
    hosts = {name: value for name, value in set_to.items() if name.endswith("HOST")}
    assert len(hosts) == 2 and set(hosts.values()) == {"127.0.0.1"}
    script = (settings.project_root() / "scripts" / "airflow_up.py").read_text("utf-8")
    assert script.count("--skip-serve-logs") == 2, "of the scheduler and of the triggerer"
