"""What the lists say of a text, as one small number a character."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

# A span that a list gives: start, end, and a number from 1 to 15 that says which list.
Tagged = tuple[int, int, int]
BEGIN, INSIDE, END, SINGLE = range(4)


def paint(length: int, spans: Iterable[Tagged]) -> npt.NDArray[np.uint8]:
    """Return a number for every character: 0 outside, else the list and the place in the span."""
    painted = np.zeros(length, dtype=np.uint8)
    for start, end, kind in spans:
        painted[start:end] = kind * 4 + INSIDE
        painted[end - 1] = kind * 4 + END
        painted[start] = kind * 4 + (SINGLE if end - start == 1 else BEGIN)
    return painted
