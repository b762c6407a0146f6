"""Build the marts, audit them, and only then let consumers see them.

* **build** runs dbt in one process on a file of its own and copies the marts to a candidate.
* **audit** runs every expectation suite on the candidate. A failed, crashed or empty audit stops
  here: consumers keep what they have, and one alert says which rule failed and why.
* **publish** completes a new version and moves `CURRENT` to it. Nothing new is no new version.
* **postgres** exports the version where the connection `wirebook_postgres` is set; a failure there
  is told and leaves what is published published.
* **publish_ops** makes outcomes, checks and costs readable after every run, failed ones included.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import (
    DeadlineAlert,
    DeadlineReference,
    SyncCallback,
    dag,
    task,
)
from wirebook_airflow.alerts import run_failed, run_is_late, run_succeeded
from wirebook_airflow.assets import LANDING, MARTS


@dag(
    schedule=[LANDING],
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        # What handles article text has no way out and no secret (docs/containers.md).
        "queue": "text",
        "retries": 1,
        "retry_delay": timedelta(minutes=1),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
        # DuckDB has one writing process, and so has the published folder.
        "pool": "warehouse",
    },
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    deadline=DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=timedelta(hours=2),
        callback=SyncCallback(run_is_late),
    ),
    doc_md=__doc__,
    tags=["wirebook"],
)
def publish_marts() -> None:
    @task
    def build(*, run_id: str) -> str:
        """Run dbt; returns the candidate's path."""
        from wirebook import tasks

        return tasks.build(run_id)

    @task(retries=0)
    def audit(candidate: str, *, run_id: str) -> str:
        """Run every suite on the candidate; the same data would fail again, so no retry."""
        from wirebook import tasks

        return tasks.audit(candidate, run_id)

    @task(outlets=[MARTS])
    def publish(candidate: str, *, run_id: str) -> str:
        """Move CURRENT to the audited candidate; returns the publish_id."""
        from wirebook import tasks

        return tasks.publish(candidate, run_id)

    # The only task here that leaves the machine, and it knows a password: not where text is read.
    @task(queue="default")
    def postgres(*, run_id: str) -> None:
        """Export the published version to Postgres, where one is connected."""
        from wirebook import tasks
        from wirebook_airflow import connections

        tasks.postgres(connections.postgres(), run_id)

    @task
    def publish_ops() -> None:
        """Publish the operational tables, whatever happened."""
        from wirebook import tasks

        tasks.publish_ops()

    candidate = build()
    audited = audit(candidate)
    published = publish(audited)
    exported = postgres()
    published >> exported
    # A teardown runs whatever happened and is not asked whether the run succeeded: as an ordinary
    # last task it would turn every failed run into a success, and nobody would be told.
    [candidate, audited, published, exported] >> publish_ops().as_teardown()


publish_marts()
