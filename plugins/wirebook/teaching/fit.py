"""Find weights: log-linear models of a choice, by L-BFGS under an L2 penalty.

All are convex and start from fixed points, so that the same lessons give the same weights.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize  # type: ignore[import-untyped]
from scipy.sparse import csr_matrix  # type: ignore[import-untyped]

Features = Sequence[str]
_STEPS = 100


def vocabulary(lists: Iterable[Features], least: int) -> dict[str, int]:
    """Number the features that occur in at least ``least`` lists, in their order."""
    counts: Counter[str] = Counter()
    for features in lists:
        counts.update(set(features))
    return {name: row for row, name in enumerate(sorted(f for f in counts if counts[f] >= least))}


def _table(lists: Sequence[Features], known: Mapping[str, int]) -> Any:
    ends, columns = [0], []
    for features in lists:
        columns += sorted({known[f] for f in features if f in known})
        ends.append(len(columns))
    return csr_matrix(
        (np.ones(len(columns)), columns, ends), shape=(len(lists), len(known)), dtype=np.float64
    )


def fit_second(
    tied: Any, crossed: Any, answers: Sequence[int], penalty: float, cross_penalty: float
) -> tuple[Any, Any]:
    """Fit how a decision leans on others: weights of relations, and of other decisions.

    Starts from, and is drawn to, the first look as it is.
    """
    n, k, dt = tied.shape
    d = crossed.shape[1]
    rest = np.zeros(dt)
    rest[0] = 1
    rows, y = np.arange(n), np.asarray(answers)

    def loss(p: Any) -> tuple[float, Any]:
        v, w = p[:dt], p[dt:].reshape(d, k)
        z = tied @ v + crossed @ w
        z -= z.max(axis=1, keepdims=True)
        e = np.exp(z)
        s = e.sum(axis=1, keepdims=True)
        g = e / s
        value = np.log(s).sum() - z[rows, y].sum()
        g[rows, y] -= 1
        value += penalty / 2 * ((v - rest) ** 2).sum() + cross_penalty / 2 * (w * w).sum()
        slope = np.einsum("nk,nkd->d", g, tied) + penalty * (v - rest)
        return value, np.concatenate([slope, (crossed.T @ g + cross_penalty * w).ravel()])

    start = np.concatenate([rest, np.zeros(d * k)])
    p = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
    return p[:dt], p[dt:].reshape(d, k)


class Questions:
    """Questions with options of which some are right, compiled once to be fitted many times."""

    def __init__(
        self, questions: Sequence[Sequence[Features]], right: Sequence[set[int]], least: int = 2
    ) -> None:
        options = [option for question in questions for option in question]
        self.known = vocabulary(options, least)
        self._x = _table(options, self.known)
        self._sizes = np.array([len(question) for question in questions], dtype=int)
        self._starts = np.concatenate([[0], np.cumsum(self._sizes)[:-1]]).astype(int)
        self._good = np.zeros(len(options))
        for start, each in zip(self._starts, right, strict=True):
            for option in each:
                self._good[start + option] = 1

    def fit(
        self, chosen: Sequence[int], penalty: float, by_kind: float | None = None
    ) -> dict[str, float]:
        """Fit which option is picked, from the chosen questions. Return feature weights.

        ``by_kind`` is the penalty of features that hold for one kind alone ("kind|feature"), if
        it is another.
        """
        special = np.array(["|" in name for name in self.known])
        penalties = np.where(special, penalty if by_kind is None else by_kind, penalty)
        spans = [np.arange(self._starts[q], self._starts[q] + self._sizes[q]) for q in chosen]
        x = self._x[np.concatenate(spans)]
        good = self._good[np.concatenate(spans)]
        sizes = self._sizes[list(chosen)]
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(int)
        of = np.repeat(np.arange(len(sizes)), sizes)
        xt = x.T.tocsr()

        def loss(v: Any) -> tuple[float, Any]:
            z = x @ v
            e = np.exp(z - np.maximum.reduceat(z, starts)[of])
            s = np.add.reduceat(e, starts)
            eg = e * good
            sg = np.add.reduceat(eg, starts) + 1e-300
            value = (np.log(s) - np.log(sg)).sum() + (penalties * v * v).sum() / 2
            return value, xt @ (e / s[of] - eg / sg[of]) + penalties * v

        start = np.zeros(len(self.known))
        v = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
        return dict(zip(self.known, v.tolist(), strict=True))


class Choices:
    """One decision's amounts with their features, compiled once to be fitted many times."""

    def __init__(
        self,
        contexts: Sequence[Features],
        ties: Sequence[Mapping[str, Features]],
        answers: Sequence[str],
        classes: Sequence[str],
        known: Mapping[str, int],
    ) -> None:
        options = [tie.get(name, ()) for tie in ties for name in classes]
        self._tied = vocabulary(options, 2)
        self._x, self._o = _table(contexts, known), _table(options, self._tied)
        self._answers = np.array([classes.index(a) for a in answers])
        self._k = len(classes)

    def fit(
        self, chosen: Sequence[int], penalty: float, tie_penalty: float
    ) -> tuple[Any, dict[str, float]]:
        """Fit from the chosen amounts; return weights by feature and class, and of the ties."""
        rows = np.asarray(chosen, dtype=int)
        n, k = len(rows), self._k
        x = self._x[rows]
        o = self._o[(rows[:, None] * k + np.arange(k)).ravel()]
        d = x.shape[1]
        xt, ot = x.T.tocsr(), o.T.tocsr()
        y = np.zeros((n, k))
        y[np.arange(n), self._answers[rows]] = 1

        def loss(p: Any) -> tuple[float, Any]:
            w, v = p[: d * k].reshape(d, k), p[d * k :]
            z = x @ w + (o @ v).reshape(n, k)
            z -= z.max(axis=1, keepdims=True)
            e = np.exp(z)
            s = e.sum(axis=1, keepdims=True)
            g = e / s - y
            value = np.log(s).sum() - (z * y).sum()
            value += penalty / 2 * (w * w).sum() + tie_penalty / 2 * (v * v).sum()
            slopes = [(xt @ g + penalty * w).ravel(), ot @ g.ravel() + tie_penalty * v]
            return value, np.concatenate(slopes)

        start = np.zeros(d * k + len(self._tied))
        p = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": _STEPS}).x
        return p[: d * k].reshape(d, k), dict(zip(self._tied, p[d * k :].tolist(), strict=True))


def fit_bands(certain: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Fit a rising step function of certainty to what was right (pool adjacent violators)."""
    pools: list[list[float]] = []  # lowest certainty, right, all
    for certainty, ok in sorted(zip(certain, right, strict=True)):
        pools.append([certainty, float(ok), 1.0])
        while len(pools) > 1 and pools[-2][1] * pools[-1][2] >= pools[-1][1] * pools[-2][2]:
            _, good, of = pools.pop()
            pools[-1][1] += good
            pools[-1][2] += of
    # One right answer more and one wrong: a pool of few is no certainty.
    return [(round(low, 6), round((good + 1) / (of + 2), 4)) for low, good, of in pools]
