"""Lineage: OpenLineage events from source to published table, whatever becomes of the task."""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from marts import Verdict, build_marts
from openlineage.client import event_v2
from openlineage.client.facet_v2 import (
    output_statistics_output_dataset,
    parent_run,
)
from wirebook import tasks
from wirebook.operations import lineage
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    """Return a state with a landing, a candidate and a version, not to be changed."""
    state = StatePaths(tmp_path_factory.mktemp("lineage") / "news")
    state.build.mkdir(parents=True)
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    for source in ("tern", "loon"):
        (state.landing / "readings" / "dt=2026-11-10" / f"source={source}").mkdir(parents=True)
    return state


@pytest.fixture
def state(tmp_path: Path) -> StatePaths:
    return StatePaths(tmp_path / "news")


def events(state: StatePaths, run_id: str = "r1") -> list[dict[str, Any]]:
    lines = lineage.file(state, run_id).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def as_specified(event: dict[str, Any]) -> event_v2.RunEvent:
    """Read an event back into the specification's classes, which refuse what they do not know."""
    assert re.search(r"/spec/2-\d+-\d+/OpenLineage\.json#/\$defs/RunEvent$", event["schemaURL"])
    assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
    assert re.match(r"[a-z][a-z0-9+.-]*:", event["producer"])
    (facet,) = event["run"]["facets"].values()
    assert facet["_schemaURL"] and facet["_producer"]
    parent = parent_run.ParentRunFacet(
        run=parent_run.Run(**facet["run"]), job=parent_run.Job(**facet["job"])
    )
    for dataset in event["outputs"]:
        for said in dataset["outputFacets"].values():
            output_statistics_output_dataset.OutputStatisticsOutputDatasetFacet(
                rowCount=said["rowCount"]
            )
    return event_v2.RunEvent(
        eventTime=event["eventTime"],
        producer=event["producer"],
        run=event_v2.Run(runId=event["run"]["runId"], facets={"parent": parent}),
        job=event_v2.Job(**{k: v for k, v in event["job"].items() if k != "facets"}),
        eventType=event_v2.RunState[event["eventType"]],
        inputs=[event_v2.InputDataset(d["namespace"], d["name"]) for d in event["inputs"]],
        outputs=[event_v2.OutputDataset(d["namespace"], d["name"]) for d in event["outputs"]],
    )


STEPS = (
    "fetch:tern",
    "read:/where/archive/tern/2026-11-10/shard-0001.jsonl",
    "build",
    "audit",
    "publish",
    "postgres",
)


def test_a_run_is_a_way_from_the_source_to_the_tables(published: StatePaths) -> None:
    for step in STEPS:
        with lineage.told(published, "way", step):
            pass
    noted = [as_specified(event) for event in events(published, "way")]
    assert [e.eventType for e in noted] == [
        event_v2.RunState.START,
        event_v2.RunState.COMPLETE,
    ] * len(STEPS)
    ended = noted[1::2]
    reached = {"sources.tern"}
    for event in ended:
        assert {d.name for d in event.inputs or ()} & reached, event.job.name
        reached |= {d.name for d in event.outputs or ()}
    assert {"published.facts_current", "postgres.facts_current"} <= reached
    assert {d.name for d in ended[2].inputs or ()} == {
        "landing.rates",
        "landing.loon",
        "landing.tern",
    }
    assert {e.job.name.partition(".")[0] for e in noted} == {"ingest_news", "publish_marts"}
    for begun, done in zip(noted[::2], ended, strict=True):
        assert begun.run.runId == done.run.runId and uuid.UUID(done.run.runId)
    assert len({e.run.runId for e in ended}) == len(STEPS)
    assert ended[1].job.name == "ingest_news.read.tern"
    assert "/where" not in lineage.file(published, "way").read_text(encoding="utf-8")
    rows = {d["name"]: d["outputFacets"] for d in events(published, "way")[-3]["outputs"]}
    assert rows["published.fct_money_facts"]["outputStatistics"]["rowCount"] == 2


def test_a_failed_attempt_and_its_repetition_are_two_runs(state: StatePaths) -> None:
    with pytest.raises(RuntimeError), lineage.told(state, "r1", "fetch:tern"):
        raise RuntimeError("what an article says")
    with lineage.told(state, "r1", "fetch:tern"):
        pass
    noted = [as_specified(event) for event in events(state)]
    kinds = [e.eventType.value for e in noted if e.eventType is not None]
    assert kinds == ["START", "FAIL", "START", "COMPLETE"]
    assert noted[1].outputs == [] and noted[0].run.runId != noted[2].run.runId
    assert "article" not in lineage.file(state, "r1").read_text(encoding="utf-8")
    assert lineage.file(state, "r1").stat().st_mode & 0o077 == 0


def test_what_cannot_be_noted_stops_nothing(
    state: StatePaths, caplog: pytest.LogCaptureFixture
) -> None:
    state.ops.mkdir(parents=True)
    (state.ops / "lineage").write_text("no folder")
    done = False
    with lineage.told(state, "r1", "build"):
        done = True
    assert done and "the lineage of build is not noted" in caplog.text


def test_old_runs_are_forgotten(state: StatePaths) -> None:
    now = datetime.now(UTC)
    for run in ("old", "new"):
        with lineage.told(state, run, "plan"):
            pass
    os.utime(lineage.file(state, "old"), (0, 0))
    assert lineage.forget(state, now - timedelta(days=1)) == 1
    assert not lineage.file(state, "old").exists() and lineage.file(state, "new").exists()


def test_tasks_are_told(
    published: StatePaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = StatePaths(tmp_path / "news")
    shutil.copytree(published.home, state.home)
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "name: news\nsources:\n  - {name: a, kind: files, address: a, outlet: A,"
        " timezone: UTC, licence: ours}\n"
    )
    (tmp_path / "a").mkdir()
    monkeypatch.setenv("WIREBOOK_SOURCES", str(sources))
    monkeypatch.setenv("WIREBOOK_HOME", str(state.home))
    day = datetime(2026, 11, 10, tzinfo=UTC)
    tasks.plan(day, day + timedelta(days=1), "scheduled__r1")
    noted = [as_specified(event) for event in events(state, "scheduled__r1")]
    assert [e.job.name for e in noted] == ["ingest_news.plan"] * 2
