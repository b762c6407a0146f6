"""The whole pipeline once, in one process, without a scheduler: what ``make run`` runs.

    run_embedded.py SOURCES

Airflow runs the DAGs through ``dag.test()`` on the state's own SQLite database: the same files, in
the same order, as a scheduler would. Retries are off here: nobody waits minutes at a prompt. Ends
with the published facts and where everything is. Exit code 1 when a run failed, 2 when the sources
file cannot be used.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import warnings
from pathlib import Path

from wirebook import settings, sources
from wirebook.operations import lock
from wirebook.settings import StatePaths
from wirebook_airflow import home

DAGS = ("ingest_news", "publish_marts")


def main(sources_file: Path) -> int:
    """Run the DAGs on one sources file and show what came of it; return the exit code."""
    began = time.monotonic()
    try:
        name = sources.load(sources_file).name
        state = StatePaths.for_sources(sources_file)
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    settings.private_files()
    os.environ.update(home.environment(sources_file, state))
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "WARNING"
    try:
        with lock.hold(state, "make run"):
            failed = run_dags()
    except lock.StateBusyError as error:
        print(error, file=sys.stderr)
        return 2
    state.remember_as_last(sources_file)
    show(state, name, time.monotonic() - began)
    for dag_id in failed:
        print(f"{dag_id} FAILED: the log above says why; consumers keep the version they had")
    return 1 if failed else 0


def run_dags() -> list[str]:
    """Run each DAG to its end; return the ids of those that failed."""
    home.prepare()
    warnings.simplefilter("ignore")  # libraries warn each other; tests turn ours into errors
    from airflow.dag_processing.dagbag import DagBag

    # It warns whenever a task waits for another, which is what tasks do.
    logging.getLogger("airflow.sdk.definitions.dag").setLevel(logging.ERROR)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    bag = DagBag(os.environ["AIRFLOW__CORE__DAGS_FOLDER"])
    for file, error in bag.import_errors.items():
        print(f"{file}: {error}", file=sys.stderr)
    failed = []
    for dag_id in DAGS:
        dag = bag.dags[dag_id]
        dag.deadline = None  # a scheduler watches deadlines; dag.test stumbles over them
        for task in dag.tasks:
            task.retries = 0
        clock = time.monotonic()
        run = dag.test()
        print(f"{dag_id}: {run.state} in {time.monotonic() - clock:.1f} s", flush=True)
        if run.state != "success":
            failed.append(dag_id)
    return failed


def show(state: StatePaths, name: str, seconds: float) -> None:
    """Print the published facts and where to find everything."""
    from wirebook import cli

    print()
    if (state.published / "wirebook.duckdb").is_file():
        cli.main(["facts", "--sources", os.environ["WIREBOOK_SOURCES"]])
    first_page = state.published / "site" / "index.html"
    book = f"\n  the book  {shown(first_page)}" if first_page.is_file() else ""
    print(
        f"\nstate {name!r}, {seconds:.0f} s"
        f"{book}"
        f"\n  DuckDB    {shown(state.published / 'wirebook.duckdb')}"
        f"\n  Parquet   {shown(state.published / 'versions')}"
        f"\n  ops file  {shown(state.published / 'ops.duckdb')}"
        f"\n  data docs {shown(state.published / 'docs' / 'index.html')}"
        f"\n  Airflow   make up SOURCES={shown(Path(os.environ['WIREBOOK_SOURCES']))}"
        f", then http://localhost:{home.PORT}"
    )


def shown(path: Path) -> str:
    """Return a path as a person at the prompt would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
