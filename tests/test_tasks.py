"""A run that failed, is late or never came is told once, by a real web hook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pipeline
import pytest
from sinks import web_hook
from wirebook import tasks
from wirebook.settings import StatePaths


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StatePaths:
    state = StatePaths(tmp_path / "state")
    sources = pipeline.lay_out(tmp_path / "articles")
    for name, value in pipeline.use(sources, state).items():
        monkeypatch.setenv(name, value)
    return state


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    with web_hook() as (address, received, _):
        yield address, received


@pytest.mark.usefixtures("state")
def test_a_late_and_a_failed_run_are_told_once_each(
    hook: tuple[str, list[dict[str, Any]]],
) -> None:
    address, received = hook
    for _ in range(3):
        tasks.tell_late([address], "ingest_news", "r1")
        tasks.tell_failed([address], "ingest_news", "r1", "a task failed")
    tasks.tell_failed([address], "ingest_news", "r2", "a task failed")
    titles = [message["title"] for message in received]
    assert titles == ["wirebook: ingest_news is late", *["wirebook: ingest_news failed"] * 2]
    assert "Run r1 has not ended by its deadline." in received[0]["message"]
    assert all("Nothing was published yet." in message["message"] for message in received)


@pytest.mark.usefixtures("state")
def test_a_run_that_never_came_is_told_once_a_gap(
    hook: tuple[str, list[dict[str, Any]]],
) -> None:
    address, received = hook
    day = timedelta(days=1)
    pipeline.ingest(0)
    until = pipeline.FIRST_DAY + day
    assert not tasks.tell_gap([address], until + tasks.LONGEST_GAP)
    assert tasks.tell_gap([address], until + 2 * day)
    assert not tasks.tell_gap([address], until + 3 * day)
    pipeline.ingest(3)
    assert not tasks.tell_gap([address], until + 4 * day)
    assert tasks.tell_gap([address], until + 6 * day)
    assert [message["title"] for message in received] == ["wirebook: ingest_news did not come"] * 2
    assert "Nothing was fetched since 2026-11-11 00:00 UTC." in received[0]["message"]


def test_a_new_state_is_given_time_for_its_first_run(state: StatePaths) -> None:
    now = datetime.now(UTC)
    assert not tasks.tell_gap([], now)
    assert not state.archive.exists()
    tasks.tell_gap([], now + 2 * tasks.LONGEST_GAP)
    assert len(list((state.ops / "alerts").glob("*.told"))) == 1


@pytest.mark.usefixtures("state")
def test_a_run_by_hand_looks_again_and_a_repeated_one_does_not() -> None:
    start, end = pipeline.FIRST_DAY, pipeline.FIRST_DAY + timedelta(days=1)
    assert {one["end"] for one in tasks.plan(start, end, "manual__1")} == {end.isoformat()}
    pipeline.ingest(0)
    assert {one["start"] for one in tasks.plan(start, end, "scheduled__1")} == {start.isoformat()}
    assert {one["start"] for one in tasks.plan(start, end, "manual__2")} == {end.isoformat()}
