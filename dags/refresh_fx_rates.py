"""Bring the reference rates up to date, once a day after they come out.

The European Central Bank publishes at about 16:00 Frankfurt time on working days. If it cannot be
reached, or what it sends does not look like a rates history, the history in use stays, is marked
stale, and one alert says so. No other DAG waits for this one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from airflow.sdk import CronTriggerTimetable, dag, task
from wirebook_airflow.alerts import run_failed, run_succeeded


@dag(
    schedule=CronTriggerTimetable("30 16 * * *", timezone="Europe/Berlin"),
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 3,
        "retry_delay": timedelta(minutes=5),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(hours=1),
    },
    on_failure_callback=run_failed,
    on_success_callback=run_succeeded,
    doc_md=__doc__,
    tags=["wirebook"],
)
def refresh_fx_rates() -> None:
    @task(queue="fetch")
    def refresh() -> str:
        """Fetch and check the history; returns refreshed or unchanged, raises when stale."""
        from wirebook import tasks

        return tasks.refresh_rates()

    refresh()


refresh_fx_rates()
