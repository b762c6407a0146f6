"""The state lock: one run at a time, its own processes let in, none left behind by a crash."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from wirebook.operations import lock
from wirebook.settings import StatePaths

HOLD_AND_WAIT = """
import sys, time
from pathlib import Path
from wirebook.operations import lock
from wirebook.settings import StatePaths
with lock.hold(StatePaths(Path(sys.argv[1])), "the other run"):
    print("held", flush=True)
    time.sleep(60)
"""
ENTER = """
import sys
from pathlib import Path
from wirebook.operations import lock
from wirebook.settings import StatePaths
with lock.hold(StatePaths(Path(sys.argv[1])), "a task"):
    print("entered")
"""


def other_run(home: Path) -> subprocess.Popen[str]:
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD_AND_WAIT, str(home)], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_run_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    child = other_run(tmp_path)
    try:
        with pytest.raises(lock.StateBusyError, match=rf"'the other run' \(process {child.pid} on"):
            with lock.hold(StatePaths(tmp_path), "make run"):
                pass
    finally:
        child.kill()
        child.wait()


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    child = other_run(tmp_path)
    child.send_signal(signal.SIGKILL)
    child.wait()
    with lock.hold(StatePaths(tmp_path), "make run"):
        pass


def test_another_state_is_free(tmp_path: Path) -> None:
    child = other_run(tmp_path / "one")
    try:
        with lock.hold(StatePaths(tmp_path / "two"), "make run"):
            pass
    finally:
        child.kill()
        child.wait()


def test_the_holder_and_its_children_pass(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    with lock.hold(state, "make run"):
        with lock.hold(state, "publish_marts"):
            pass
        done = subprocess.run(
            [sys.executable, "-c", ENTER, str(tmp_path)], capture_output=True, text=True
        )
    assert done.stdout == "entered\n"


def test_a_stranger_does_not_pass(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "WIREBOOK_LOCK_TOKEN"}
    with lock.hold(StatePaths(tmp_path), "make run"):
        done = subprocess.run(
            [sys.executable, "-c", ENTER, str(tmp_path)],
            capture_output=True,
            text=True,
            env=environment,
        )
    assert done.returncode != 0 and "in use by 'make run'" in done.stderr


def test_the_token_goes_with_the_lock(tmp_path: Path) -> None:
    with lock.hold(StatePaths(tmp_path), "make run"):
        assert "WIREBOOK_LOCK_TOKEN" in os.environ
    assert "WIREBOOK_LOCK_TOKEN" not in os.environ
