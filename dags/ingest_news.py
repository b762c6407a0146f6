"""Fetch every source, archive the bytes, read the articles: one landing a day.

The files of the run are under the state's folder: `archive/` has the raw bytes as WARC, `landing/`
what the reader said. Every attempt leaves an outcome row, failures included.

* **plan** reads sources.yaml; a broken file stops here and says which line.
* **fetch** is one task a source. A source that fails does not stop the others.
* **read** is one task a shard: article, zones, mentions, claims, keys.
* **landed** tells `publish_marts` that there is something new.
* **volume** compares what each source brought with its bounds and its past: one alert for all.
* **publish_ops** makes the outcomes readable, whatever happened.
* **every_source** fails the run, and so alerts once, if any source or shard failed.

A repeated interval reads its archive again and asks no site.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from airflow.sdk import (
    CronDataIntervalTimetable,
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    TaskGroup,
    TriggerRule,
    dag,
    task,
)
from wirebook_airflow.alerts import run_failed, run_is_late, run_succeeded
from wirebook_airflow.assets import LANDING


@dag(
    # A plain "@daily" has no data interval in Airflow 3, and an interval is what a run is.
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        # What handles article text has no way out and no secret (docs/containers.md).
        "queue": "text",
        "retries": 2,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
    },
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=3),
        callback=SyncCallback(run_is_late),
    ),
    doc_md=__doc__,
    tags=["wirebook"],
)
def ingest_news() -> None:
    @task
    def plan(
        *, data_interval_start: datetime, data_interval_end: datetime, run_id: str
    ) -> list[dict[str, str]]:
        """Name the sources and the interval."""
        from wirebook import tasks

        return tasks.plan(data_interval_start, data_interval_end, run_id)

    @task(map_index_template="{{ task.op_kwargs['source'] }}", pool="fetch", queue="fetch")
    def fetch(source: str, start: str, end: str, *, run_id: str) -> list[str]:
        """Fetch one source; returns its shards."""
        from wirebook import tasks

        return tasks.fetch(source, start, end, run_id)

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def shards(planned: list[dict[str, str]], fetched: Sequence[list[str]]) -> list[dict[str, str]]:
        """List the shards of all sources that answered."""
        from wirebook import tasks

        return tasks.shards(planned, fetched[:])

    @task(map_index_template="{{ task.op_kwargs['shard'].split('/')[-3:] | join('/') }}")
    def read(shard: str, start: str, end: str, *, run_id: str) -> str:
        """Read one shard into the landing; returns the part's path."""
        from wirebook import tasks

        return tasks.read(shard, start, end, run_id)

    @task(outlets=[LANDING], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def landed() -> None:
        """Mark the landing as changed."""

    @task(queue="default", trigger_rule=TriggerRule.ALL_DONE)
    def volume(planned: list[dict[str, str]], *, run_id: str) -> None:
        """Alert once when sources bring something else than usual."""
        from wirebook_airflow.alerts import watch_volume

        watch_volume(planned, run_id)

    @task(pool="warehouse", trigger_rule=TriggerRule.ALL_DONE)
    def publish_ops() -> None:
        """Publish outcomes and costs, whatever happened."""
        from wirebook import tasks

        tasks.publish_ops()

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def every_source() -> None:
        """Fail the run, once, if any source or shard failed."""

    planned = plan()
    with TaskGroup("sources", tooltip="Ask each source for what is new and keep every byte"):
        fetched = fetch.expand_kwargs(planned)
        listed = shards(planned, fetched)
    with TaskGroup("articles", tooltip="Read each shard where its bytes are"):
        parts = read.expand_kwargs(listed)
    ended = every_source()
    watched = volume(planned)
    parts >> landed() >> ended
    parts >> watched >> publish_ops() >> ended
    [fetched, parts, watched] >> ended


ingest_news()
