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

from wirebook import sources
from wirebook.operations import lock
from wirebook.settings import StatePaths
from wirebook_airflow import home

# A task that is running is given this long to end; its run is repeated at the next start.
GRACE_SECONDS = 20


def main(sources_file: Path) -> int:
    """Serve until told to stop; return the exit code."""
    try:
        sources.load(sources_file)
        state = StatePaths.for_sources(sources_file)
    except (ValueError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    os.environ.update(home.environment(sources_file, state))
    try:
        with lock.hold(state, "make up"):
            state.remember_as_last(sources_file)
            home.prepare()
            return serve(state)
    except lock.StateBusyError as error:
        print(error, file=sys.stderr)
        return 2


def serve(state: StatePaths) -> int:
    """Run ``airflow standalone`` in a process group of its own until told to stop."""
    passwords = state.airflow / "simple_auth_manager_passwords.json.generated"
    print(f"http://localhost:{home.PORT}  user admin, password in {passwords}", flush=True)
    child: subprocess.Popen[bytes] | None = None

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if child is not None:
            child.send_signal(signal.SIGINT)
            signal.alarm(GRACE_SECONDS)

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        if child is not None:
            _end_group(child.pid)

    # Set before the child starts: a shell may have told its background jobs to ignore these.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, give_up)
    programs = Path(sys.executable).parent  # standalone looks its parts up on the path
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    child = subprocess.Popen(
        [programs / "airflow", "standalone"],
        env={**os.environ, "PATH": path},
        start_new_session=True,
    )
    code = child.wait()
    _end_group(child.pid)
    return code


def _end_group(group: int) -> None:
    """End whatever the components left running in the child's own process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass  # as it should be: nothing was left


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
