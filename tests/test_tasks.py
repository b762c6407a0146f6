"""A run that failed, is late or never came is told once, by a real web hook."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pipeline
import pytest
from sinks import mail_server, web_hook
from wirebook import tasks
from wirebook.landing import parts
from wirebook.landing.schema import READINGS_SCHEMA
from wirebook.operations import alerts, failures, freshness, incidents
from wirebook.settings import StatePaths
from wirebook.warehouse.build import BuildError


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
    titles = [message["title"] for message in received]
    assert titles == ["wirebook: ingest_news is late", "wirebook: ingest_news failed"]
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


NOW = datetime(2026, 11, 12, 8, tzinfo=UTC)


@pytest.mark.usefixtures("state")
def test_repeats_are_rolled_up_and_recovery_is_told(
    hook: tuple[str, list[dict[str, Any]]],
) -> None:
    address, received = hook
    for hour in range(4):
        run, at = f"r{hour}", NOW + timedelta(hours=hour)
        tasks.tell_failed([address], "publish_marts", run, f"step 3 failed at 1{hour}", at)
    assert len(received) == 1
    day = NOW + timedelta(days=1)
    tasks.tell_failed([address], "publish_marts", "r5", "step 3 failed at 9", day)
    assert "5 runs failed since 2026-11-12T08:00:00+00:00." in received[1]["message"]
    tasks.tell_failed([address], "publish_marts", "r6", "another cause", day)
    tasks.tell_failed([address], "ingest_news", "r7", "another cause", day)
    assert len(received) == 4
    assert tasks.tell_recovered([address], "publish_marts", "r8")
    assert not tasks.tell_recovered([address], "publish_marts", "r9")
    assert received[4]["title"] == "wirebook: publish_marts is well again"
    assert "Run r8 succeeded, after 6 runs that failed since 2026" in received[4]["message"]
    assert tasks.tell_failed([address], "publish_marts", "r10", "another cause", NOW)


def test_an_alert_that_did_not_arrive_is_told_by_the_next_try(state: StatePaths) -> None:
    with web_hook() as (address, received, answers):
        answers[0] = 500
        with pytest.raises(alerts.AlertFailed):
            tasks.tell_failed([address], "ingest_news", "r1", "a task failed", NOW)
        answers[0] = 200
        assert tasks.tell_failed([address], "ingest_news", "r1", "a task failed", NOW)
        assert not tasks.tell_failed([address], "ingest_news", "r1", "a task failed", NOW)
        assert len(received) == 2
    incident = incidents.current(state, "ingest_news")
    assert incident is not None
    assert incident.runs == 1


def test_a_first_run_without_an_answer_names_its_step_and_the_first_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "name: down\nsources:\n  - {name: wire, kind: feed, address: 'http://127.0.0.1:9/feed',"
        " outlet: wire, timezone: Asia/Seoul, licence: ours, retention: full, local: true}\n",
        encoding="utf-8",
    )
    state = StatePaths(tmp_path / "state")
    for name, value in pipeline.use(sources, state).items():
        monkeypatch.setenv(name, value)
    pipeline.ingest(0)
    with pytest.raises(
        BuildError, match="has landed yet: 1 refused; the first, of wire: robots.txt"
    ):
        tasks.build("r1")
    address, received = hook
    with mail_server() as (mail, box):
        tasks.tell_failed([address, mail], "publish_marts", "r1", "a task failed")
    for told in (received[0]["message"], box.mails[0].get_content()):
        lines = told.strip().splitlines()
        assert lines[0] == "Run r1 failed in build."
        assert lines[1].startswith("build: no article has landed yet")
        assert lines[2:] == [
            "Nothing was published yet.",
            "Look closer: wirebook doctor, and wirebook quarantine list",
        ]


def test_an_error_that_may_hold_words_of_an_article_is_told_by_its_place(
    state: StatePaths,
) -> None:
    def broken() -> None:
        try:
            int("the secret words")
        except ValueError as error:
            raise KeyError("the secret words") from error

    for _ in range(2):
        with pytest.raises(KeyError), tasks._measured("read:x", "r1"):
            broken()
    with pytest.raises(OSError, match="full"), tasks._measured("read:y", "r1"):
        raise OSError("the disk is full")
    first, second = failures.of(state, "r1")
    assert first.error == "ValueError"
    assert first.cause.startswith("at test_tasks.py:")
    assert second.cause == "the disk is full"
    with tasks._measured("read:x", "r1"):
        pass
    assert failures.of(state, "r1") == [second]


def test_many_failed_steps_are_three_and_a_number() -> None:
    found = [failures.Failure(f"fetch:{n}", "OSError", "no") for n in range(7)]
    assert failures.told(found).splitlines()[2:] == ["fetch:2: no (OSError)", "and 4 more steps"]


def test_a_source_that_went_quiet_is_told_once(
    state: StatePaths, hook: tuple[str, list[dict[str, Any]]]
) -> None:
    day = pipeline.FIRST_DAY.date()
    for number in range(8):
        for source, rows in (("daily", 1), ("rare", number < 2)):
            at = (day + timedelta(days=number)).isoformat()
            folder = parts.partition_dir(state.landing, at, source)
            row = dict.fromkeys(READINGS_SCHEMA.names) | {"article_version_id": at}
            parts.write_part(folder / "part-shard-0001.parquet", [row] * rows)
    now = pipeline.FIRST_DAY + timedelta(days=10)
    assert [age.fault for age in freshness.ages(state, now)] == [None, None]
    later = now + timedelta(days=1)
    address, received = hook
    assert tasks.tell_stale([address], later)
    assert not tasks.tell_stale([address], later)
    assert received[0]["title"] == "wirebook: source daily is stale"
    assert "until 2026-11-17, no article for 4 days, never more than 1" in received[0]["message"]


def test_without_a_database_the_export_does_nothing(state: StatePaths) -> None:
    assert tasks.postgres(None, "r1") == "no Postgres is connected"
    assert not state.home.exists()


@pytest.mark.parametrize(
    ("fields", "address"),
    [
        (None, None),
        ({"password": ""}, None),
        ({"password": " service=news "}, "service=news"),
        (
            {"host": "db", "login": "ann", "password": "a b", "schema": "news", "port": 5433},
            "host=db port=5433 user=ann password='a b' dbname=news",
        ),
    ],
)
def test_the_connection_names_the_database(
    fields: dict[str, Any] | None, address: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException
    from wirebook_airflow import connections

    def get(name: str) -> Connection:
        if fields is None:
            raise AirflowNotFoundException(name)
        return Connection(conn_id=name, conn_type="generic", **fields)

    monkeypatch.setattr(Connection, "get", get)
    found = connections.postgres()
    from psycopg2.extensions import parse_dsn

    assert (found and parse_dsn(found)) == (address and parse_dsn(address))
