"""Processes that are killed in the middle of their work, for real."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

from marts import Verdict
from wirebook.published import versions
from wirebook.published.candidate import load_candidate, make_candidate
from wirebook.settings import StatePaths

# Imported once, before anything is opened, and not again by each process.
_HEAVY = ["dbt.cli.main", "wirebook.ingest", "great_expectations"]


def exit_code(target: Callable[..., None], *arguments: Any) -> int:
    """Call a function of an importable module in a process of its own; return how that ended."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_HEAVY)
    process = context.Process(target=target, args=arguments)
    process.start()
    process.join()
    assert process.exitcode is not None
    return process.exitcode


def die(*_: Any, **__: Any) -> None:
    """Be killed, as by the kernel: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_after(steps: int, *kinds: tuple[Any, str]) -> None:
    """Let this process be killed before the step after so many of them.

    ``kinds`` are the functions that count as a step, each by what holds it and its name there.
    """
    left = steps

    def deadly(step: Callable[..., Any]) -> Callable[..., Any]:
        def stepped(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            if left == 0:
                die()
            left -= 1
            return step(*arguments, **options)

        return stepped

    for holder, name in kinds:
        setattr(holder, name, deadly(getattr(holder, name)))


def publish_within(home: Path, limit: int) -> None:
    """Make a candidate of a state and publish it where no file can hold more bytes than that."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write then fails, as on a full disk
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    state = StatePaths(home)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))


def publish_and_die(home: Path, steps: int) -> None:
    """Publish the candidate of a state; die after so many syncs, renames, copies and removals."""
    die_after(steps, (os, "fsync"), (os, "replace"), (shutil, "copyfile"), (shutil, "rmtree"))
    state = StatePaths(home)
    candidate = load_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id), keep=2)
