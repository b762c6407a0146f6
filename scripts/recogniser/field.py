"""Training a linear-chain conditional random field by minibatches.

AdaGrad (Duchi, Hazan and Singer 2011) on the gradient of the log-likelihood, features dropped at
random, the last epochs averaged. Where a label is unknown every path through it counts: its
gradient is the difference of two sums over paths, so an unknown span pulls nowhere by itself
(Tsuboi et al. 2008).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from wirebook.reading.names.recogniser.crf import CLOSES, FOLLOWS, LABELS, OPENS

_TINY = np.float32(1e-30)


@dataclass(frozen=True)
class Examples:
    """Sentences as rows: ``ids`` are feature numbers (0 is none), ``allowed`` the labels that may
    be right at a position, ``weights`` one number a sentence."""

    ids: np.ndarray
    offsets: np.ndarray
    allowed: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True)
class Settings:
    """How to train; see :func:`train`."""

    epochs: int = 4
    rate: float = 0.2
    decay: float = 1e-4
    dropped: float = 0.5
    positions: int = 6000
    seed: int = 0


class _Batch:
    """Sentences of like length, time-major, with the features that occur in them."""

    def __init__(self, examples: Examples, chosen: np.ndarray) -> None:
        lengths = np.diff(examples.offsets)[chosen]
        self.lengths = lengths
        self.steps, self.size = int(lengths.max()), len(chosen)
        starts = examples.offsets[chosen]
        step = np.concatenate([np.arange(length) for length in lengths])
        rows = np.repeat(starts, lengths) + step
        self.places = step * self.size + np.repeat(np.arange(self.size), lengths)
        ids = examples.ids[rows]
        self.features, local = np.unique(ids, return_inverse=True)
        self.local = local.reshape(ids.shape).astype(np.int32)
        self.allowed = examples.allowed[rows].astype(np.float32)
        self.weights = examples.weights[chosen]
        self.row_weights = np.repeat(self.weights, lengths).astype(np.float32)

    def matrix(self, dropped: float, rng: np.random.Generator) -> sparse.csr_matrix:
        """Return the features of all rows, each dropped with the given chance."""
        rows, columns = self.local.shape
        kept = self.features[self.local] != 0
        if dropped:
            kept &= rng.random(kept.shape, dtype=np.float32) >= dropped
        values = kept.ravel().astype(np.float32) / np.float32(1 - dropped)
        ends = np.arange(0, rows * columns + 1, columns)
        return sparse.csr_matrix(
            (values, self.local.ravel(), ends), shape=(rows, len(self.features))
        )


def _batches(examples: Examples, settings: Settings, rng: np.random.Generator) -> list[_Batch]:
    lengths = np.diff(examples.offsets)
    order = np.argsort(lengths + rng.random(len(lengths)) * 4, kind="stable")
    order = order[lengths[order] > 0]
    batches = []
    first = 0
    while first < len(order):
        last = first + 1
        while last < len(order) and (last + 1 - first) * lengths[order[last]] <= settings.positions:
            last += 1
        batches.append(_Batch(examples, order[first:last]))
        first = last
    return batches


def _expectations(
    batch: _Batch, emissions: np.ndarray, transitions: np.ndarray
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return the gradient at every row, that of the transitions, and the loss.

    Free paths and allowed paths go through the recursions side by side.
    """
    steps, size, labels = batch.steps, batch.size, len(LABELS)
    odds = np.exp(emissions - emissions.max(axis=1, keepdims=True))
    both = np.zeros((steps * size, 2, labels), np.float32)
    both[batch.places, 0] = odds
    both[batch.places, 1] = np.maximum(odds, _TINY) * batch.allowed
    both = both.reshape(steps, size * 2, labels)
    lengths = np.repeat(batch.lengths, 2)
    moves = np.where(FOLLOWS, np.exp(transitions), 0).astype(np.float32)

    forward = np.zeros_like(both)
    here = both[0] * OPENS
    total = here.sum(axis=1, keepdims=True)
    here /= total
    forward[0] = here
    log_z = np.log(total[:, 0]).astype(np.float64)
    for step in range(1, steps):
        on = (step < lengths)[:, None]
        moved = (here @ moves) * both[step]
        total = np.where(on, moved.sum(axis=1, keepdims=True), np.float32(1))
        here = np.where(on, moved / total, here)
        forward[step] = here
        log_z += np.log(total[:, 0])
    log_z += np.log((here * CLOSES).sum(axis=1))

    sign = np.repeat(batch.weights, 2) * np.tile([1.0, -1.0], size)
    pairs = np.zeros((labels, labels))
    backward = np.zeros_like(both)
    back = np.tile(CLOSES.astype(np.float32), (size * 2, 1))
    backward[steps - 1] = back
    for step in range(steps - 2, -1, -1):
        on = (step + 1) < lengths
        ahead = both[step + 1] * back
        moved = ahead @ moves.T
        through = (forward[step] * moved).sum(axis=1)
        share = (sign * on / np.where(through > 0, through, 1)).astype(np.float32)
        pairs += ((forward[step] * share[:, None]).T @ ahead) * moves
        scaled = moved / np.maximum(moved.sum(axis=1, keepdims=True), _TINY)
        back = np.where(on[:, None], scaled, back)
        backward[step] = back
    chances = forward * backward
    chances /= np.maximum(chances.sum(axis=2, keepdims=True), _TINY)
    chances = chances.reshape(steps * size, 2, labels)[batch.places]
    gradient = (chances[:, 0] - chances[:, 1]) * batch.row_weights[:, None]
    loss = float((log_z.reshape(size, 2) @ [1.0, -1.0]) @ batch.weights)
    return gradient, pairs, loss


def train(
    examples: Examples,
    features: int,
    settings: Settings,
    start: tuple[np.ndarray, np.ndarray] | None = None,
    report: Callable[[int, float], None] = lambda epoch, loss: None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights [features, labels] and transitions; feature 0 keeps weight 0.

    ``start`` gives weights to go on from. The same arguments give the same result.
    """
    rng = np.random.default_rng(settings.seed)
    labels = len(LABELS)
    weights = np.zeros((features, labels), np.float32) if start is None else start[0].copy()
    transitions = np.zeros((labels, labels), np.float32) if start is None else start[1].copy()
    squares = np.full((features, labels), 1e-6, np.float32)
    move_squares = np.full((labels, labels), 1e-6, np.float32)
    batches = _batches(examples, settings, rng)
    averaged = np.zeros_like(weights)
    averaged_moves = np.zeros_like(transitions)
    first_averaged = int(settings.epochs * 0.6)
    for epoch in range(settings.epochs):
        rate = np.float32(settings.rate * (1 if epoch < first_averaged else 0.5))
        total = 0.0
        for number in rng.permutation(len(batches)):
            batch = batches[number]
            matrix = batch.matrix(settings.dropped, rng)
            local = weights[batch.features]
            gradient, pairs, loss = _expectations(batch, matrix @ local, transitions)
            total += loss
            step = matrix.T @ gradient + np.float32(settings.decay * batch.size) * local
            square = squares[batch.features] + step * step
            squares[batch.features] = square
            local -= rate * step / np.sqrt(square)
            local[batch.features == 0] = 0
            weights[batch.features] = local
            move = np.where(FOLLOWS, pairs, 0).astype(np.float32)
            move_squares += move * move
            transitions -= rate * move / np.sqrt(move_squares)
        if epoch >= first_averaged:
            averaged += weights
            averaged_moves += transitions
        report(epoch, total)
    count = settings.epochs - first_averaged
    return averaged / count, averaged_moves / count
