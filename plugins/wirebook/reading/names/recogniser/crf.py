"""The conditional random field at work: emissions out of a table, the best path through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wirebook.reading.names.recogniser.hashing import Hashes, Indexes

TYPES = ("PER", "ORG", "LOC")
# O, then begin, inside, end and single of each type.
LABELS = ("O", *(f"{place}-{kind}" for kind in TYPES for place in "BIES"))
OPENS = np.array([label[0] in "OBS" for label in LABELS])
CLOSES = np.array([label[0] in "OES" for label in LABELS])
FOLLOWS = np.array(
    [
        [after[0] in "IE" and after[1:] == before[1:] if before[0] in "BI" else after[0] in "OBS"]
        for before in LABELS
        for after in LABELS
    ]
).reshape(len(LABELS), len(LABELS))

SET_BITS = 17
_WAYS = 2
_IMPOSSIBLE = np.float32(-1e4)
_BATCH = 64


@dataclass(frozen=True)
class Table:
    """The weights: a hash table of two ways to a set, told apart by eight more bits of the hash.

    ``tags`` holds one 16-bit word a set (a byte a way; 0 is an empty way), ``weights`` one row of
    int8 a way and a last row of zeros for features that are not in it. ``scale`` turns a sum of
    weights into log space, where ``transitions`` and ``bias`` are.
    """

    tags: npt.NDArray[np.uint16]
    weights: npt.NDArray[np.int8]
    transitions: npt.NDArray[np.float32]
    bias: npt.NDArray[np.float32]
    scale: float

    def rows(self, keys: Hashes) -> npt.NDArray[np.int32]:
        """Return the row of each key in ``weights``."""
        bits, tags = bucket(keys)
        both = self.tags[bits] ^ (tags * np.uint16(0x0101))
        second = both < 256
        found = second | ((both & np.uint16(255)) == 0)
        rows = bits * np.int32(_WAYS) + second
        return np.where(found, rows, np.int32(len(self.weights) - 1))

    def emissions(self, keys: Hashes) -> npt.NDArray[np.float32]:
        """Return the score of every label at every position; ``keys`` is [positions, features]."""
        rows = self.rows(keys)
        sums = np.zeros((len(rows), len(LABELS)), dtype=np.int16)
        for column in rows.T:
            sums += self.weights[column]
        return sums.astype(np.float32) * np.float32(self.scale) + self.bias

    def save(self, path: Path) -> None:
        """Write the table; the same table gives the same bytes."""
        with path.open("wb") as file:
            np.savez(
                file,
                tags=self.tags,
                weights=self.weights,
                transitions=self.transitions,
                bias=self.bias,
                scale=np.float64(self.scale),
            )


def bucket(keys: Hashes) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.uint16]]:
    """Return the set of each key and the tag (1 to 255) that tells it apart there."""
    bits = (keys & np.uint64((1 << SET_BITS) - 1)).astype(np.int32)
    tags = ((keys >> np.uint64(SET_BITS)) & np.uint64(255)).astype(np.uint16)
    return bits, np.maximum(tags, np.uint16(1))


@lru_cache(maxsize=4)
def load(path: Path) -> Table:
    """Read a table once a process. Raises ``OSError`` or ``ValueError`` for a broken file."""
    with np.load(path, allow_pickle=False) as file:
        return Table(
            file["tags"],
            file["weights"],
            file["transitions"],
            file["bias"],
            float(file["scale"]),
        )


def best_labels(
    emissions: npt.NDArray[np.float32],
    offsets: Sequence[int] | Indexes,
    transitions: npt.NDArray[np.float32],
) -> npt.NDArray[np.int8]:
    """Return the label of every position on the best path of each sentence (Viterbi).

    Sentence ``i`` has the positions ``offsets[i]`` to ``offsets[i + 1]``. Sentences of like length
    go through together, as numpy's calls cost more than its sums.
    """
    offsets = np.asarray(offsets)
    labels = np.zeros(int(offsets[-1]), dtype=np.int8)
    lengths = np.diff(offsets)
    order = np.argsort(lengths, kind="stable")
    order = order[lengths[order] > 0]
    allowed = np.where(FOLLOWS, transitions, _IMPOSSIBLE).astype(np.float32)
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        _best_of_batch(emissions, offsets[chosen], lengths[chosen], allowed, labels)
    return labels


def _best_of_batch(
    emissions: npt.NDArray[np.float32],
    starts: Indexes,
    lengths: Indexes,
    allowed: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int8],
) -> None:
    # Shorter sentences are moved to the right: all end together, each opens at its own step.
    longest, size = int(lengths[-1]), len(lengths)
    steps = np.arange(longest)[:, None] - (longest - lengths)[None, :]
    inside = steps >= 0
    places = np.where(inside, starts[None, :] + steps, 0)
    opening = np.where(OPENS, np.float32(0), _IMPOSSIBLE)
    scores = np.empty((longest, size, len(LABELS)), dtype=np.float32)
    across = np.ascontiguousarray(allowed.T)
    for step in range(longest):
        here = emissions[places[step]]
        fresh = here + opening
        if step == 0:
            scores[step] = fresh
            continue
        on = (scores[step - 1][:, None, :] + across).max(axis=2) + here
        scores[step] = np.where((steps[step] > 0)[:, None], on, fresh)
    current = np.argmax(scores[-1] + np.where(CLOSES, np.float32(0), _IMPOSSIBLE), axis=1)
    every = np.arange(size)
    for step in range(longest - 1, -1, -1):
        kept = inside[step]
        labels[places[step][kept]] = current[kept]
        if step:
            before = scores[step - 1] + across[current]
            current = np.where(steps[step] > 0, np.argmax(before, axis=1), current)


def spans(labels: npt.NDArray[np.int8]) -> Iterator[tuple[int, int, str]]:
    """Yield the names of one sentence as (first position, position after it, type)."""
    first = 0
    for index in np.flatnonzero(labels):
        place, _, kind = LABELS[labels[index]].partition("-")
        if place in "BS":
            first = int(index)
        if place in "ES":
            yield first, int(index) + 1, kind
