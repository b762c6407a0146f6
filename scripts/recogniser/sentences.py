"""The sentences to train on: where they come from, how much each counts, what they leave open."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
UNKNOWN = "?"
FOLDS = 4

# Sets of the bench, and the source whose rows in en_gold.jsonl are of the same origin.
_BENCH = {
    "wikigold": "ent_wikigold_en_1000.jsonl",
    "crossner-politics": "ent_crossner_politics_en.jsonl",
    "crossner-ai": "ent_crossner_ai_en.jsonl",
}
# Contracts call every party a person, tweets every handle: they count for less than running text.
# KLUE's own annotation counts for more than labels rebuilt from counts. Copies with other names
# and patterns of ours teach context, not how often a thing happens.
_WEIGHTS = {"sec": 0.3, "btc": 0.5, "wnut": 0.5, "klue-dev": 2.0, "copied": 0.5, "pattern": 0.5}


@dataclass(frozen=True)
class Sentence:
    """A sentence and its names: (start, end, type), the type ``?`` where nobody knows."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    source: str

    @property
    def weight(self) -> float:
        """How much the sentence counts in training."""
        return _WEIGHTS.get(self.source, 1.0)


def _rows(path: Path, source: str | None = None) -> Iterator[Sentence]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            spans = tuple((start, end, kind) for start, end, kind in row["spans"])
            yield Sentence(row["text"], spans, source or row["source"])


def fold(text: str) -> int:
    """Return the fold of a sentence, which its text alone decides."""
    return int(hashlib.md5(text.encode()).hexdigest(), 16) % FOLDS


def korean(shared: Path = SHARED, without: int | None = None) -> list[Sentence]:
    """Return the Korean sentences, without one fold of the KLUE ones that are held against."""
    gold = _rows(shared / "bench" / "data" / "ent_klue_ko_dev.jsonl", "klue-dev")
    kept = [sentence for sentence in gold if fold(sentence.text) != without]
    return kept + list(_rows(shared / "names" / "ko_silver.jsonl"))


def english(shared: Path = SHARED, without: str | None = None) -> list[Sentence]:
    """Return the English sentences, each text once, without those of one source.

    ``without`` leaves out the source's rows and every row whose text the bench's set of it has.
    """
    bench = {
        source: list(_rows(shared / "bench" / "data" / name, source))
        for source, name in _BENCH.items()
    }
    held = {sentence.text for sentence in bench.get(without or "", ())}
    by_text: dict[str, Sentence] = {}
    for sentence in (
        *_rows(shared / "names" / "en_gold.jsonl"),
        *(row for rows in bench.values() for row in rows),
    ):
        if sentence.source != without and sentence.text not in held:
            by_text.setdefault(sentence.text, sentence)
    return list(by_text.values())
