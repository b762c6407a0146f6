"""One way through the gate: what a task refuses no command publishes, and both leave the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pipeline
import pytest
from wirebook import cli, release, tasks
from wirebook.published import versions
from wirebook.published.current import current
from wirebook.settings import StatePaths

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> StatePaths:
    """A state whose landing was built into a candidate; nothing was audited yet."""
    folder = tmp_path_factory.mktemp("release")
    state = StatePaths(folder / "state")
    for name, value in pipeline.use(pipeline.lay_out(folder / "articles"), state).items():
        patch.setenv(name, value)
    pipeline.ingest(0)
    tasks.build("asset__test")
    return state


@pytest.fixture
def floor(built: StatePaths, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The state's sources file, one of whose sources promises more articles than came."""
    text = (built.home.parent / "articles" / "sources.yaml").read_text(encoding="utf-8")
    text = text.replace("    licence: ours", "    licence: ours\n    min_articles: 900", 1)
    sources = built.home.parent / "articles" / "floor.yaml"
    sources.write_text(text, encoding="utf-8")
    monkeypatch.setenv("WIREBOOK_SOURCES", str(sources))
    return sources


def recorded(state: StatePaths) -> list[dict[str, Any]]:
    """Return the rows that the ops file has of failed checks."""
    with duckdb.connect(str(state.published / "ops.duckdb"), read_only=True) as connection:
        cursor = connection.execute(
            'select run_id, "check" from fct_check_results where not success'
        )
        return [dict(zip(("run_id", "check"), row, strict=True)) for row in cursor.fetchall()]


def test_what_the_task_refuses_the_command_refuses(
    built: StatePaths, floor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(release.AuditFailed, match="row_floor"):
        tasks.audit(str(built.build / "candidate.duckdb"), "asset__1")
    assert cli.main(["publish", "--sources", str(floor)]) == 1
    assert "row_floor" in capsys.readouterr().err
    assert current(built) is None
    runs = {row["run_id"] for row in recorded(built) if row["check"] == "row_floor"}
    assert len(runs) == 2, "the command's audit is on record beside the task's"
    assert any(run.startswith("wirebook_publish__") for run in runs)


def test_the_command_publishes_what_the_audit_passes_and_keeps_what_the_file_says(
    built: StatePaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[int] = []
    monkeypatch.setattr(versions, "prune", lambda state, keep: kept.append(keep) or [])
    sources = built.home.parent / "articles" / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    sources.write_text("keep: {versions: 3}\n" + text, encoding="utf-8")
    assert cli.main(["publish"]) == 0
    assert "is published" in capsys.readouterr().out
    assert kept == [3]
    assert current(built) is not None


def test_a_verdict_on_another_candidate_opens_nothing(built: StatePaths) -> None:
    verdict = release.Verdict.last(built)
    assert verdict is not None and verdict.success
    with pytest.raises(ValueError, match="not the candidate of this state"):
        tasks.publish(str(built.build / "elsewhere.duckdb"), "asset__2")


def test_reread_builds_and_publishes_on_demand(
    built: StatePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    before = current(built)
    assert cli.main(["reread", "--source", pipeline.KEPT_WHOLE]) == 0
    assert "--publish" in capsys.readouterr().out
    assert cli.main(["reread", "--source", pipeline.KEPT_WHOLE, "--publish"]) == 0
    assert "is published already" in capsys.readouterr().out
    assert current(built) == before
