"""How far a command is, shown to who waits for it: bars on a terminal, a line a step elsewhere.

It goes to standard error, so that what a command answers stays a program's to read.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from wirebook.operations import progress


class Shown:
    """The steps of a run or a command, as they are told; nothing where ``quiet``."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._screen = Console(stderr=True)
        self._bars = Progress(
            TextColumn("{task.description:8}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=self._screen,
        )
        self._begun: dict[str, tuple[TaskID, float]] = {}

    @contextmanager
    def while_running(self) -> Iterator[None]:
        """Show what the steps of the block tell."""
        if self._quiet:
            yield
            return
        with progress.told_to(self.step):
            if not self._screen.is_terminal:
                yield
                return
            with self._bars:
                yield

    def step(self, name: progress.Step, done: int, total: int) -> None:
        """Show that so much of a step is done."""
        if name not in self._begun or done == 0:
            bar = self._bars.add_task(name, total=total)
            self._begun[name] = (bar, time.monotonic())
        bar, began = self._begun[name]
        self._bars.update(bar, completed=done)
        if done == total and not self._screen.is_terminal:
            seconds = time.monotonic() - began
            self._screen.print(f"{name}: {done} of {total} in {seconds:.1f} s", highlight=False)
