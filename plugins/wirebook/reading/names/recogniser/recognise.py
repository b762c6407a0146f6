"""From a text and what the lists say of it to the names in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from wirebook.reading.model import EntityType
from wirebook.reading.names.recogniser import crf
from wirebook.reading.names.recogniser.scripts import SCRIPTS, Script, script_of
from wirebook.reading.names.recogniser.sentences import sentences
from wirebook.reading.names.recogniser.tags import Tagged, paint

MODELS = Path(__file__).resolve().parent / "models"
# A page is read in portions, to bound the memory that its features take.
_PORTION = 6000

Name = tuple[int, int, EntityType]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text and who reads it."""

    start: int
    end: int
    script: Script


def readable(text: str) -> list[Sentence]:
    """Return the sentences of a text that a recogniser reads, in order."""
    cut = []
    for start, end in sentences(text):
        script = script_of(text[start:end])
        if script is not None:
            cut.append(Sentence(start, end, script))
    return cut


def recognise(
    text: str,
    cut: Sequence[Sentence],
    lists: Sequence[Sequence[Tagged]],
    models: Path | None = None,
) -> list[Name]:
    """Return the names in the sentences of a text, in order and not overlapping.

    Types are PER, ORG and LOC. ``lists`` are spans that the recogniser is told of, one sequence
    for each kind of list it was trained with. ``models`` is the folder of tables, by default the
    one that ships. Linear in the length of the text.
    """
    found: list[Name] = []
    painted = [paint(len(text), spans) for spans in lists]
    for script in SCRIPTS:
        mine = [(sentence.start, sentence.end) for sentence in cut if sentence.script is script]
        if not mine:
            continue
        table = crf.load((models or MODELS) / f"{script.name}.npz")
        for portion in _portions(mine):
            read = [text[start:end] for start, end in portion]
            tags = [np.concatenate([row[a:b] for a, b in portion]) for row in painted]
            for number, (start, end, kind) in label(table, script, read, tags):
                at = portion[number][0]
                found.append((at + start, at + end, kind))
    return sorted(found)


def _portions(cut: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    portion: list[tuple[int, int]] = []
    size = 0
    for start, end in cut:
        portion.append((start, end))
        size += end - start
        if size >= _PORTION:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


def label(
    table: crf.Table, script: Script, read: Sequence[str], tags: Sequence[np.ndarray]
) -> Iterator[tuple[int, Name]]:
    """Yield the names of sentences as (number of the sentence, (start, end, type) in it)."""
    positions = [script.positions(sentence) for sentence in read]
    keys, offsets = script.features(read, positions, tags)
    labels = crf.best_labels(table.emissions(keys), offsets, table.transitions)
    for number, places in enumerate(positions):
        for first, last, kind in crf.spans(labels[offsets[number] : offsets[number + 1]]):
            start, end = places[first][0], places[last - 1][1]
            sentence = read[number]
            while end > start + 1 and sentence[end - 1].isspace():
                end -= 1
            yield number, (start, end, kind)
