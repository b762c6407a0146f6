"""Hashes of many substrings at once, in numpy's 64-bit arithmetic.

A polynomial hash over prefix sums gives the hash of any substring in constant time
(Karp and Rabin 1987), so that the features of a whole page are a few array operations.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint32]
Hashes = npt.NDArray[np.uint64]
Indexes = npt.NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15
_INVERSE = pow(_BASE, -1, 1 << 64)
_MASK = (1 << 64) - 1


def code_points(text: str) -> Codes:
    """Return the code points of a text; lone surrogates count as themselves."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def mix(value: Hashes) -> Hashes:
    """Spread the bits of each value over all 64 (the finaliser of SplitMix64)."""
    value = value ^ (value >> np.uint64(31))
    value = value * np.uint64(0xBF58476D1CE4E5B9)
    return value ^ (value >> np.uint64(29))


def keyed(value: Hashes, template: int) -> Hashes:
    """Return hashes that differ by the feature template they were made for."""
    value = value + np.uint64(template * 0x632BE59BD9B4E019 & _MASK)
    value = value * np.uint64(0x94D049BB133111EB)
    value = value ^ (value >> np.uint64(32))
    value = value * np.uint64(0xD6E8FEB86659FD93)
    return value ^ (value >> np.uint64(32))


@lru_cache(maxsize=8)
def _powers(size: int) -> tuple[Hashes, Hashes]:
    """Return the powers of the base and of its inverse, modulo 2**64."""
    up = np.full(size, _BASE, dtype=np.uint64)
    down = np.full(size, _INVERSE, dtype=np.uint64)
    up[0] = down[0] = 1
    return np.cumprod(up), np.cumprod(down)


class Substrings:
    """The substrings of one array of code points."""

    def __init__(self, codes: npt.NDArray[np.unsignedinteger]) -> None:
        size = len(codes) + 1
        up, self._down = _powers(1 << max(12, size.bit_length()))
        values = mix(codes.astype(np.uint64) + np.uint64(0x51ED27))
        self._sums = np.zeros(size, dtype=np.uint64)
        np.cumsum(values * up[: size - 1], out=self._sums[1:])

    def __call__(self, start: Indexes, end: Indexes) -> Hashes:
        """Return the hashes of the substrings from each start to each end, which may be empty."""
        length = (end - start).astype(np.uint64) * np.uint64(0x9E3779B1)
        hashes: Hashes = (self._sums[end] - self._sums[start]) * self._down[start] + length
        return hashes


def hash_of(text: str) -> int:
    """Return the hash that :class:`Substrings` gives a whole text."""
    codes = code_points(text)
    ends = np.array([len(codes)], dtype=np.int64)
    return int(Substrings(codes)(np.zeros(1, dtype=np.int64), ends)[0])
