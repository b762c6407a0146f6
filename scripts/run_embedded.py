"""The whole pipeline once, in one process, without a scheduler: what ``make run`` runs.

    run_embedded.py SOURCES [--quiet]

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
from wirebook.commands.shown import Shown
from wirebook.operations import alerts, failures, lock
from wirebook.quoting import printable_lines
from wirebook.settings import StatePaths
from wirebook_airflow import home

DAGS = ("ingest_news", "publish_marts")


def main(sources_file: Path, *, quiet: bool = False) -> int:
    """Run the DAGs on one sources file and show what came of it; return the exit code.

    ``quiet`` shows nothing while it runs and no facts, only what failed.
    """
    began = time.monotonic()
    try:
        name = sources.load(sources_file).name
        state = StatePaths.for_sources(sources_file)
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    settings.private_files()
    os.environ.update(home.environment(sources_file, state))
    # What failed is told below: step, first cause, and what consumers see.
    os.environ["AIRFLOW__LOGGING__LOGGING_LEVEL"] = "CRITICAL"
    try:
        with lock.hold(state, "make run"), Shown(quiet=quiet).while_running():
            failed = run_dags(quiet=quiet)
    except lock.StateBusyError as error:
        print(error, file=sys.stderr)
        return 2
    state.remember_as_last(sources_file)
    if not quiet:
        show(state, name, time.monotonic() - began)
    for dag_id, run_id in failed:
        told = f"{dag_id} FAILED{why(state, run_id)}\n{alerts.still_published(state)}"
        print(printable_lines(told))
    return 1 if failed else 0


def why(state: StatePaths, run_id: str) -> str:
    """Return in which steps a run failed and the first cause, as far as they noted it."""
    told = failures.told(failures.of(state, run_id))
    return f" in {told}" if told else ": no step noted why; make up has its log"


def run_dags(*, quiet: bool = False) -> list[tuple[str, str]]:
    """Run each DAG to its end; return the ids and runs of those that failed."""
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
        if not quiet:
            print(f"{dag_id}: {run.state} in {time.monotonic() - clock:.1f} s", flush=True)
        if run.state != "success":
            failed.append((dag_id, run.run_id))
    return failed


def show(state: StatePaths, name: str, seconds: float) -> None:
    """Print the published facts and where to find everything."""
    from wirebook import cli

    print()
    if (state.published / "wirebook.duckdb").is_file():
        cli.main(["facts", "--sources", os.environ["WIREBOOK_SOURCES"]])
    print(f"\nstate {name!r}, {seconds:.0f} s")
    for what, path in (
        ("the book", "site/index.html"),
        ("DuckDB", "wirebook.duckdb"),
        ("Parquet", "versions"),
        ("ops file", "ops.duckdb"),
        ("data docs", "docs/index.html"),
    ):
        is_there = any((state.published / path).glob("*")) or (state.published / path).is_file()
        if is_there:
            print(f"  {what:9} {shown(state.published / path)}")
    here = shown(Path(os.environ["WIREBOOK_SOURCES"]))
    print(f"  Airflow   make up SOURCES={here}, then http://localhost:{home.PORT}")


def shown(path: Path) -> str:
    """Return a path as a person at the prompt would type it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), quiet="--quiet" in sys.argv[2:]))
