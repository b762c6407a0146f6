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
    """Say that a run failed: which run, which tasks, what consumers still see."""
    from wirebook import alerts, settings

    run = context["dag_run"]
    alerts.run_failed(
        settings.StatePaths.for_sources(settings.sources_file()),
        addresses(),
        dag_id=run.dag_id,
        run_id=run.run_id,
        reason=str(context.get("reason") or context.get("exception") or "no reason was given"),
    )


def run_is_late(context: Any) -> None:
    """Say that a run has not ended by its deadline."""
    from wirebook import alerts, settings

    run = context["dag_run"]
    alerts.run_late(
        settings.StatePaths.for_sources(settings.sources_file()),
        addresses(),
        dag_id=run["dag_id"],
        run_id=run["dag_run_id"],
    )


def addresses() -> list[str]:
    """Return the addresses of the ``wirebook_alerts`` connection, none where it is not set."""
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    try:
        connection = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        return []
    return (connection.password or "").split()
