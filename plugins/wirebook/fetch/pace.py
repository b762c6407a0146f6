"""Turns at a host: one request at a time, and a pause between two, across all processes.

The pause runs from the end of one request to the start of the next, so the gap that the server sees
is never shorter, whatever the network adds. The turn is a file lock, which a killed process frees.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


class Pace:
    """Hands out turns. ``folder`` is shared by every process that fetches for this state."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def turn(self, host: str, delay: float) -> Iterator[None]:
        """Wait for a turn at ``host``, at least ``delay`` seconds after the last one ended."""
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(host.encode()).hexdigest()[:32]
        descriptor = os.open(self._folder / name, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._wait(descriptor, delay)
            try:
                yield
            finally:
                os.pwrite(descriptor, f"{self._clock():020.6f}".encode(), 0)
        finally:
            os.close(descriptor)

    def _wait(self, descriptor: int, delay: float) -> None:
        written = os.pread(descriptor, 20, 0)
        if not written:
            return
        # A clock that was set back must not make us wait for the old time to come again.
        since = self._clock() - float(written)
        if since < delay:
            self._sleep(min(delay - since, delay))
