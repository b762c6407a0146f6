"""Callbacks that turn what Airflow knows of a run into one alert.

The addresses are in one Airflow connection, ``wirebook_alerts``: its password field (which Airflow
masks) holds Apprise addresses separated by spaces. Without it an alert is a log line that says so.
Callbacks sit on the DAG, not on its tasks: a run fails once, after every retry, and also when its
worker died.
"""

from __future__ import annotations

import logging
from typing import Any

CONNECTION = "wirebook_alerts"
log = logging.getLogger(__name__)


def run_failed(context: Any) -> None:
    """Say that a run failed: why, and what consumers see meanwhile."""
    from wirebook import tasks

    run = context["dag_run"]
    reason = "a task failed; the run's page in Airflow says which one and why."
    tasks.tell_failed(addresses(), run.dag_id, run.run_id, reason)


def run_succeeded(context: Any) -> None:
    """Say that a run succeeded where the one before it failed."""
    from wirebook import tasks

    run = context["dag_run"]
    tasks.tell_recovered(addresses(), run.dag_id, run.run_id)


def run_is_late(context: Any) -> None:
    """Say that a run has not ended by its deadline."""
    from wirebook import tasks

    run = context["dag_run"]
    tasks.tell_late(addresses(), run["dag_id"], run["dag_run_id"])


def watch_gaps() -> None:
    """Say that a run never came, that a source went quiet, or that the marts are behind."""
    from wirebook import tasks

    tasks.tell_gap(addresses())
    tasks.tell_stale(addresses())


def watch_volume(planned: list[dict[str, str]], run_id: str) -> None:
    """Say what sources brought that is out of the ordinary."""
    from wirebook import tasks

    tasks.watch_volume(addresses(), planned, run_id)


def addresses() -> list[str]:
    """Return the addresses of the ``wirebook_alerts`` connection, none where it is not set."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        return []
    return (connection.password or "").split()
