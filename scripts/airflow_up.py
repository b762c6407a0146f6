"""Airflow with its page on localhost, the DAGs scheduled: what ``make up`` runs.

    airflow_up.py SOURCES

``airflow standalone`` starts the API server, the scheduler, the DAG processor and the triggerer on
the state's own SQLite database, and makes up a password for the user "admin". The page listens on
the loopback address only. Ends on Ctrl-C, with every child.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import FrameType

from wirebook import runs, sources
from wirebook.settings import StatePaths
from wirebook_airflow import home


def main(sources_file: Path) -> int:
    """Serve until told to stop; return the exit code."""
    try:
        sources.load(sources_file)
    except (sources.SourcesError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    state = StatePaths.for_sources(sources_file)
    os.environ.update(home.environment(sources_file, state))
    try:
        with runs.hold(state, "make up"):
            state.remember_as_last()
            home.prepare()
            return serve(state)
    except runs.StateBusyError as error:
        print(error, file=sys.stderr)
        return 2


def serve(state: StatePaths) -> int:
    """Run ``airflow standalone`` in a process group of its own and pass on the wish to stop."""
    passwords = state.airflow / "simple_auth_manager_passwords.json.generated"
    print(f"http://localhost:{home.PORT}  user admin, password in {passwords}", flush=True)
    airflow = Path(sys.executable).with_name("airflow")
    child = subprocess.Popen([airflow, "standalone"], start_new_session=True)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        child.send_signal(signal.SIGINT)

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    return child.wait()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
