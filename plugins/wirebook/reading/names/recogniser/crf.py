"""The conditional random field at work: emissions out of a table, the best path through them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wirebook.reading.model import EntityType
from wirebook.reading.names.recogniser.hashing import Hashes, Indexes

TYPES: tuple[EntityType, ...] = ("PER", "ORG", "LOC")
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
_OPENING = np.where(OPENS, np.float32(0), _IMPOSSIBLE)
_CLOSING = np.where(CLOSES, np.float32(0), _IMPOSSIBLE)
_BATCH = 64
# Weights are summed four to a 64-bit word, each moved above 0; 257 features would not fit.
_LANES = 16
_ABOVE = 128


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
        rows = np.ascontiguousarray(self.rows(keys).T)
        sums = np.zeros((len(keys), _LANES // 4), dtype=np.uint64)
        for column in rows:
            sums += self._packed.take(column, axis=0)
        lanes = sums.view(np.uint16)[:, : len(LABELS)].astype(np.float32)
        return (lanes - np.float32(_ABOVE * len(rows))) * np.float32(self.scale) + self.bias

    @cached_property
    def _packed(self) -> npt.NDArray[np.uint64]:
        """Return each row of weights in 64-bit words, so that one addition adds four weights."""
        lanes = np.zeros((len(self.weights), _LANES), dtype=np.uint16)
        lanes[:, : len(LABELS)] = self.weights.astype(np.int16) + _ABOVE
        return lanes.view(np.uint64)

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
    order = np.argsort(-lengths, kind="stable")
    order = order[lengths[order] > 0]
    across = np.where(FOLLOWS, transitions, _IMPOSSIBLE).astype(np.float32).T.copy()
    for first in range(0, len(order), _BATCH):
        chosen = order[first : first + _BATCH]
        _best_of_batch(emissions, offsets[chosen], lengths[chosen], across, labels)
    return labels


def _best_of_batch(
    emissions: npt.NDArray[np.float32],
    starts: Indexes,
    lengths: Indexes,
    across: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int8],
) -> None:
    """Fill in the labels of sentences in order of length, the longest first.

    At each step the sentences that go on are the first ones; ``across`` is [label, label before].
    """
    longest, size = int(lengths[0]), len(lengths)
    steps = np.arange(longest)
    going = size - np.searchsorted(lengths[::-1], steps, side="right")
    scores = emissions[np.minimum(starts[None, :] + steps[:, None], len(emissions) - 1)]
    scores[0] += _OPENING
    for step in range(1, longest):
        on = going[step]
        scores[step, :on] += (scores[step - 1, :on, None, :] + across).max(axis=2)
    current = np.empty(size, dtype=np.int64)
    going_on = 0
    for step in range(longest - 1, -1, -1):
        on = going[step]
        current[:going_on] = np.argmax(scores[step, :going_on] + across[current[:going_on]], axis=1)
        current[going_on:on] = np.argmax(scores[step, going_on:on] + _CLOSING, axis=1)
        labels[starts[:on] + step] = current[:on]
        going_on = on


def spans(labels: npt.NDArray[np.int8]) -> Iterator[tuple[int, int, EntityType]]:
    """Yield the names of one sentence as (first position, position after it, type)."""
    first = 0
    for index in np.flatnonzero(labels):
        place = LABELS[labels[index]][0]
        if place in "BS":
            first = int(index)
        if place in "ES":
            yield first, int(index) + 1, TYPES[(int(labels[index]) - 1) // 4]
