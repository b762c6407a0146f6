"""From a text and what the lists say of it to the names in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from wirebook.reading.names.recogniser import crf
from wirebook.reading.names.recogniser.scripts import SCRIPTS, Script, script_of
from wirebook.reading.names.recogniser.sentences import sentences
from wirebook.reading.names.recogniser.tags import Tagged, paint

MODELS = Path(__file__).resolve().parent / "models"
# A page is read in portions, to bound the memory that its features take.
_PORTION = 6000

Name = tuple[int, int, str]


def recognise(
    text: str, lists: Sequence[Sequence[Tagged]], models: Path | None = None
) -> list[Name]:
    """Return the names of a text as (start, end, type), in order and not overlapping.

    Types are PER, ORG and LOC. ``lists`` are spans that the recogniser is told of, one sequence
    for each kind of list it was trained with. ``models`` is the folder of tables, by default the
    one that ships. Linear in the length of the text.
    """
    found: list[Name] = []
    painted = [paint(len(text), spans) for spans in lists]
    cut: dict[str, list[tuple[int, int]]] = {script.name: [] for script in SCRIPTS}
    for start, end in sentences(text):
        script = script_of(text[start:end])
        if script is not None:
            cut[script.name].append((start, end))
    for script in SCRIPTS:
        table = None
        for portion in _portions(cut[script.name]):
            table = table or crf.load((models or MODELS) / f"{script.name}.npz")
            read = [text[start:end] for start, end in portion]
            tags = [np.concatenate([row[a:b] for a, b in portion]) for row in painted]
            for number, name in label(table, script, read, tags):
                at = portion[number][0]
                found.append((at + name[0], at + name[1], name[2]))
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
