"""How far a run is, told to whoever listens: a person at a prompt, else nobody.

The steps are those of a run in its order; each says how much of it is done, of how much.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

Step = Literal["fetch", "read", "build", "audit", "publish"]
# A step, how much of it is done, and of how much.
Listener = Callable[[Step, int, int], None]

_listeners: list[Listener] = []
_counts: dict[Step, list[int]] = {}


@contextmanager
def told_to(listener: Listener) -> Iterator[None]:
    """Tell ``listener`` of every step of this process while the block runs."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


def begin(step: Step, total: int) -> None:
    """Say that a step of so many parts begins."""
    _counts[step] = [0, total]
    _tell(step)


def advance(step: Step) -> None:
    """Say that one more part of a step is done; of one that was not begun nothing is told."""
    if step in _counts:
        _counts[step][0] += 1
        _tell(step)


@contextmanager
def whole(step: Step) -> Iterator[None]:
    """Tell of a step of one part that the block is."""
    begin(step, 1)
    yield
    advance(step)


def _tell(step: Step) -> None:
    for listener in _listeners:
        listener(step, *_counts[step])
