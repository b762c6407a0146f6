"""From hashed features to the shipped table: which features get a place, and in how many bits."""

from __future__ import annotations

import numpy as np
from wirebook.reading.names.recogniser.crf import LABELS, SET_BITS, Table, bucket

_TAG_BITS = 8
_WAYS = 2


def buckets(keys: np.ndarray) -> np.ndarray:
    """Return one number a key: its set and its tag in the table to be."""
    sets, tags = bucket(keys)
    return (sets.astype(np.uint32) << np.uint32(_TAG_BITS)) | tags


def vocabulary(numbers: np.ndarray, least: int) -> np.ndarray:
    """Return, for every bucket, its feature number: 0 for those seen fewer than ``least`` times."""
    counts = np.bincount(numbers.ravel(), minlength=1 << (SET_BITS + _TAG_BITS))
    kept = counts >= least
    return np.where(kept, np.cumsum(kept), 0).astype(np.int32)


def fitted(weights: np.ndarray, vocab: np.ndarray) -> np.ndarray:
    """Return the feature numbers that get a place: the heaviest two of each set."""
    filled = np.flatnonzero(vocab)
    heavy = np.abs(weights[vocab[filled]]).max(axis=1)
    sets = filled >> _TAG_BITS
    order = np.lexsort((-heavy, sets))
    ordered = sets[order]
    first = np.searchsorted(ordered, ordered, side="left")
    rank = np.arange(len(order)) - first
    kept = order[(rank < _WAYS) & (heavy[order] > 0)]
    return np.sort(vocab[filled[kept]])


def table(
    weights: np.ndarray, transitions: np.ndarray, vocab: np.ndarray, bias: np.ndarray
) -> Table:
    """Return the table of the weights, of which no set may hold more than two."""
    filled = np.flatnonzero(vocab)
    filled = filled[np.abs(weights[vocab[filled]]).max(axis=1) > 0]
    sets, tags = filled >> _TAG_BITS, filled & 255
    way = np.concatenate([[0], (sets[1:] == sets[:-1]).astype(int)]) if len(sets) else sets
    # The largest weights are few; cutting them leaves finer steps for all others.
    top = float(np.quantile(np.abs(weights[vocab[filled]]), 0.9999)) if len(filled) else 1.0
    scale = top / 127
    rows = np.zeros(((_WAYS << SET_BITS) + 1, len(LABELS)), dtype=np.int8)
    steps = np.rint(weights[vocab[filled]] / scale)
    rows[sets * _WAYS + way] = np.clip(steps, -127, 127).astype(np.int8)
    words = np.zeros(1 << SET_BITS, dtype=np.uint16)
    np.bitwise_or.at(words, sets, (tags << (8 * way)).astype(np.uint16))
    return Table(words, rows, transitions.astype(np.float32), bias.astype(np.float32), scale)
