"""Grow small trees one after another, each on what the ones before got wrong (gradient boosting of
the log odds, with Newton steps). Deterministic: no sampling, ties go to the first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wirebook.reading.claims.trees import Node, Trees

# Found by trying on the corpus, hand by hand; broad optima.
_TREES, _RATE, _DEPTH = 120, 0.05, 3
_LEAST_ROWS, _PENALTY, _BINS, _LEAST_GAIN = 20, 5.0, 16, 1e-3
# A feature that fewer rows have tells nothing of others.
_LEAST_KNOWN = 8


def grow(rows: Sequence[Mapping[str, float]], right: Sequence[bool]) -> Trees:
    """Return trees that tell which rows are right."""
    known = Counter(name for row in rows for name in row)
    names = sorted(name for name in known if known[name] >= _LEAST_KNOWN)
    y = np.asarray(right, dtype=np.float64)
    share = min(max(float(y.mean()) if len(y) else 0.5, 0.01), 0.99)
    base = round(float(np.log(share / (1 - share))), 6)
    if not names:
        return Trees([], base, [])
    x = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    table = _Table.of(x)
    scores = np.full(len(y), base)
    trees: list[Node] = []
    for _ in range(_TREES):
        p = 1 / (1 + np.exp(-scores))
        tree = table.tree(np.arange(len(y)), p - y, p * (1 - p), _DEPTH, scores)
        trees.append(tree)
    return Trees(names, base, trees)


@dataclass(frozen=True)
class _Table:
    """Rows by the bins of their values; ``edges`` are the most of each bin but the last."""

    edges: list[Any]
    bins: Any
    offsets: Any
    last: Any

    @classmethod
    def of(cls, x: Any) -> _Table:
        cuts = np.linspace(0, 1, _BINS + 1)[1:-1]
        # As they come back from a file: a row on an edge goes the same way when it is read.
        edges = [np.unique(np.round(np.quantile(column, cuts), 6)) for column in x.T]
        bins = np.array(
            [np.searchsorted(e, c, side="left") for e, c in zip(edges, x.T, strict=True)]
        ).T
        sizes = np.array([len(e) + 1 for e in edges])
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        last = np.zeros(offsets[-1], dtype=bool)
        last[offsets[1:] - 1] = True
        return cls(edges, bins + offsets[:-1], offsets, last)

    def tree(self, rows: Any, slope: Any, bend: Any, depth: int, scores: Any) -> Node:
        """Return the tree of some rows, and add what it says to their scores."""
        split = self._split(rows, slope, bend) if depth else None
        if split is None:
            step = -slope[rows].sum() / (bend[rows].sum() + _PENALTY)
            leaf = round(_RATE * float(step), 6)
            scores[rows] += leaf
            return leaf
        feature, place = split
        is_left = self.bins[rows, feature] <= place
        most = float(self.edges[feature][place - self.offsets[feature]])
        left = self.tree(rows[is_left], slope, bend, depth - 1, scores)
        right = self.tree(rows[~is_left], slope, bend, depth - 1, scores)
        return feature, most, left, right

    def _split(self, rows: Any, slope: Any, bend: Any) -> tuple[int, int] | None:
        """Return the feature and the last bin that goes left of the best split, if one pays."""
        if len(rows) < 2 * _LEAST_ROWS:
            return None
        where = self.bins[rows].ravel()
        width, size = self.bins.shape[1], self.offsets[-1]

        def left_of(values: Any) -> Any:
            sums = np.cumsum(np.bincount(where, np.repeat(values, width), size))
            before = np.concatenate([[0.0], sums])[self.offsets[:-1]]
            return sums - np.repeat(before, np.diff(self.offsets))

        g, h, n = left_of(slope[rows]), left_of(bend[rows]), left_of(np.ones(len(rows)))
        all_g, all_h = slope[rows].sum(), bend[rows].sum()
        gain = g**2 / (h + _PENALTY) + (all_g - g) ** 2 / (all_h - h + _PENALTY)
        gain -= all_g**2 / (all_h + _PENALTY)
        gain[self.last | (n < _LEAST_ROWS - 0.5) | (len(rows) - n < _LEAST_ROWS - 0.5)] = 0
        best = int(np.round(gain, 9).argmax())
        if gain[best] <= _LEAST_GAIN:
            return None
        return int(np.searchsorted(self.offsets, best, side="right")) - 1, best
