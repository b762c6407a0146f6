"""Keep the state small, and notice what did not happen.

* **retain** applies the retention of archive, logs, docs and versions (settings in the README).
* **watch** alerts when no ingest has come for longer than a day and a quarter, when the published
  version is that far behind, or a source went quiet. It tells once for each gap. If the scheduler
  itself is down nothing inside Airflow can tell: watch its health address from outside.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from wirebook_airflow.alerts import run_failed, run_succeeded


@dag(
    schedule=CronTriggerTimetable("45 */6 * * *", timezone="UTC"),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 1,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
    },
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    doc_md=__doc__,
    tags=["wirebook"],
)
def maintenance() -> None:
    @task(pool="warehouse", queue="text")
    def retain() -> None:
        """Delete what has outlived its retention."""
        from wirebook import tasks

        tasks.retain()

    @task
    def watch() -> None:
        """Alert once when a run never came."""
        from wirebook_airflow.alerts import watch_gaps

        watch_gaps()

    retain()
    watch()


maintenance()
