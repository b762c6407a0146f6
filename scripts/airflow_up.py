"""Airflow with its page on localhost, the DAGs scheduled: what ``make up`` runs.

    airflow_up.py SOURCES

The API server, the scheduler, the DAG processor and the triggerer run on the state's own SQLite
database; the API server makes up a password for the user "admin". ``airflow standalone`` would
start log servers that listen on every address of the machine; here the page reads the log files,
and nothing but that page and the book listens, on the loopback address only. Ends on Ctrl-C, with
every child.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from wirebook import settings, sources
from wirebook.operations import lock
from wirebook.settings import StatePaths
from wirebook_airflow import home

COMPONENTS = (
    ("api-server",),
    ("scheduler", "--skip-serve-logs"),
    ("dag-processor",),
    ("triggerer", "--skip-serve-logs"),
)
# Where the pages of what is published are served, beside Airflow's own.
BOOK_PORT = home.PORT + 1
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
    settings.private_files()
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
    """Run the components in a process group of their own until told to stop, or until one ends."""
    passwords = state.airflow / "simple_auth_manager_passwords.json.generated"
    print(f"http://localhost:{home.PORT}  user admin, password in {passwords}", flush=True)
    print(f"http://localhost:{BOOK_PORT}  the book, once there is a publication", flush=True)
    children: list[subprocess.Popen[bytes]] = []

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for child in children:
            child.send_signal(signal.SIGINT)
        signal.alarm(GRACE_SECONDS)

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        if children:
            _end_group(children[0].pid)

    # Set before the children start: a shell may have told its background jobs to ignore these.
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGALRM, give_up)
    programs = Path(sys.executable).parent  # components look for programs on the path
    path = os.pathsep.join([str(programs), os.environ.get("PATH", os.defpath)])
    # The pages ask for nothing but files, and the folder that they lie in holds nothing else.
    pages = str(state.published / "site")
    book = (sys.executable, "-m", "http.server", str(BOOK_PORT), "--bind", "127.0.0.1")
    commands = [
        *((str(programs / "airflow"), *component) for component in COMPONENTS),
        (*book, "--directory", pages),
    ]
    for command in commands:
        children.append(
            subprocess.Popen(
                command,
                env={**os.environ, "PATH": path},
                process_group=children[0].pid if children else 0,
            )
        )
    code = _first_to_end(children)
    stop(signal.SIGINT, None)
    for child in children:
        child.wait()
    signal.alarm(0)
    _end_group(children[0].pid)
    return code


def _first_to_end(children: Sequence[subprocess.Popen[bytes]]) -> int:
    """Return the exit code of the first component that ended: without it the rest is no use."""
    while all(child.poll() is None for child in children):
        time.sleep(0.5)
    return next(child.returncode for child in children if child.returncode is not None)


def _end_group(group: int) -> None:
    """End whatever the components left running in the child's own process group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass  # as it should be: nothing was left


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
