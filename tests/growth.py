"""How the cost of a work grows with its text, measured so that a busy machine changes nothing.

A test of growth tells a linear reader (ten times the text: ten times the cost) from a quadratic one
(a hundred times), and no more: how fast it is, the benchmarks say. CPU time of this process is
compared, the collector of garbage at rest, in up to three rounds; a quadratic reader fails each.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

TIMES = 10
"""How many times longer the long text is."""
MOST = 24
"""How many times dearer it may be."""
_LEAST_SECONDS = 0.002
_ROUNDS = 3


def growth(work: Callable[[str], object], unit: str, characters: int) -> float:
    """Return how many times dearer `work` is on ten times the text, `unit` repeated.

    The least of up to three rounds: the first within `MOST` ends them.
    """
    short = unit * (characters // len(unit) + 1)
    work(short)
    least = float("inf")
    for _ in range(_ROUNDS):
        small = max(_seconds(work, short), _LEAST_SECONDS)
        least = min(least, _seconds(work, short * TIMES) / small)
        if least <= MOST:
            break
    return least


def _seconds(work: Callable[[str], object], text: str) -> float:
    gc.collect()
    gc.disable()
    try:
        began = time.process_time()
        work(text)
        return time.process_time() - began
    finally:
        gc.enable()
