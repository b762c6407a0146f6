"""From sentences with names to a table of weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from wirebook.reading.names.finder import as_told
from wirebook.reading.names.recogniser.crf import LABELS, Table
from wirebook.reading.names.recogniser.scripts import Script
from wirebook.reading.names.recogniser.tags import paint

from recogniser.field import Examples, Settings, train
from recogniser.sentences import UNKNOWN, Sentence
from recogniser.tables import buckets, fitted, table, vocabulary


@dataclass(frozen=True)
class Plan:
    """How a table is made: a first training over all features, a second over those that fit."""

    first: Settings = Settings(epochs=3)
    second: Settings = Settings(epochs=2, rate=0.1)
    least: int = 3
    # Added to the score of "no name": below 0 finds more names than the likelihood alone.
    bias: float = -0.3


def learn(sentences: Sequence[Sentence], script: Script, plan: Plan = Plan()) -> Table:
    """Return the table of a script. The same sentences and lists give the same bytes."""
    texts = [sentence.text for sentence in sentences]
    positions = [script.positions(text) for text in texts]
    keys, offsets = script.features(texts, positions, _told(texts))
    numbers = buckets(keys)
    del keys
    vocab = vocabulary(numbers, plan.least)
    examples = Examples(
        vocab[numbers],
        offsets,
        np.concatenate([_allowed(s, p) for s, p in zip(sentences, positions, strict=True)]),
        np.array([sentence.weight for sentence in sentences]),
    )
    del numbers
    weights, transitions = train(examples, int(vocab.max()) + 1, plan.first)
    kept = fitted(weights, vocab)
    again = np.zeros(len(weights), np.int32)
    again[kept] = np.arange(1, len(kept) + 1)
    start = np.concatenate([np.zeros((1, len(LABELS)), np.float32), weights[kept]])
    weights, transitions = train(
        replace(examples, ids=again[examples.ids]), len(start), plan.second, (start, transitions)
    )
    bias = np.zeros(len(LABELS), np.float32)
    bias[0] = plan.bias
    return table(weights, transitions, again[vocab], bias)


def _told(texts: Sequence[str]) -> list[np.ndarray]:
    """Return what lists and rules say of the sentences, one array for each kind of list."""
    painted = [[paint(len(text), spans) for spans in as_told(text)] for text in texts]
    return [np.concatenate(column) for column in zip(*painted, strict=True)]


def _allowed(sentence: Sentence, positions: Sequence[tuple[int, int]]) -> np.ndarray:
    """Return the labels that may be right at each position: all of them in an unknown span."""
    labels = np.zeros(len(positions), int)
    free = np.zeros(len(positions), bool)
    for start, end, kind in sentence.spans:
        inside = [at for at, (a, b) in enumerate(positions) if a < end and b > start]
        if not inside:
            continue
        if kind == UNKNOWN:
            free[inside] = True
            continue
        labels[inside] = LABELS.index(f"I-{kind}")
        labels[inside[0]] = LABELS.index(f"{'B' if len(inside) > 1 else 'S'}-{kind}")
        if len(inside) > 1:
            labels[inside[-1]] = LABELS.index(f"E-{kind}")
    allowed = np.zeros((len(positions), len(LABELS)), bool)
    allowed[np.arange(len(positions)), labels] = True
    allowed[free] = True
    return allowed
