"""Throw made-up texts at the readers of amounts and periods: none may raise, spans must fit.

    python scripts/fuzz.py [--inputs 1000000] [--seed 0]

Texts are chains of numbers, units, signs, bound words and odd Unicode, the stuff that amounts are
made of and broken by. Prints the first text that fails and exits with 1.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from datetime import date

from wirebook.reading.amounts.money import read_money
from wirebook.reading.amounts.percents import read_percents
from wirebook.reading.languages import LANGUAGES
from wirebook.reading.lexicons import lexicon
from wirebook.reading.times.periods import read_periods

_DAY = date(2025, 2, 22)
_ODD = [
    "\u0301",
    "\u1112\u1161\u11ab",
    "\u200b",
    "\u200f",
    "\u202e",
    "\U0001f4b0",
    "\ufeff",
    "\x00",
    "\ud7ff",
    "\u00ad",
]
_GLUE = ["", "", "", " ", " ", "\n", ",", ".", "-", "~", "(", ")", "/", "+", "\u00a0", "％", "，"]
_NUMBERS = [
    "0",
    "1",
    "9" * 70,
    "1,000",
    "1.5",
    "12,34,567.89",
    "１２",
    "٣",
    "²",
    "½",
    "1e9",
    "0x1F",
    "2025",
    "³",
]


def pieces() -> list[str]:
    """Return every word of the amounts lexicons beside numbers and odd characters."""
    found = [*_ODD, *_NUMBERS, *_GLUE]
    for lang in (*LANGUAGES, "any"):
        for part in ("numerals", "currencies", "money", "percents", "periods"):
            found += _strings(lexicon(lang, part))
    return sorted(set(found))


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return [w for item in (*value, *value.values()) for w in _strings(item)]
    if isinstance(value, list):
        return [w for item in value for w in _strings(item)]
    return [value] if isinstance(value, str) else []


def fault(text: str, lang: str | None) -> str | None:
    """Return what is wrong with the reading of ``text``, or None."""
    try:
        money, refused = read_money(text, lang)
        percents = read_percents(text, lang)
        periods = read_periods(text, lang, _DAY)
    except Exception as error:  # noqa: BLE001 whatever it is, it is the finding
        return f"{type(error).__name__}: {error}"
    for mention in (*money, *percents, *periods):
        if text[mention.start : mention.end] != mention.surface or not mention.surface:
            return f"{mention} is not its surface"
    for m in money:
        if not m.start <= m.core_start < m.core_end <= m.end:
            return f"{m}: the core is not within the span"
        if m.low is not None and m.high is not None and m.low > m.high:
            return f"{m}: low above high"
    spans = [(m.start, m.end) for m in money] + [(a, b) for a, b, _ in refused]
    for (_, end), (start, _) in zip(sorted(spans), sorted(spans)[1:], strict=False):
        if start < end:
            return f"amounts overlap at {start}"
    return None


def run(texts: int, seed: int) -> str | None:
    """Read ``texts`` made-up texts and return the first fault, or None."""
    chance = random.Random(seed)
    words = pieces()
    languages = (*LANGUAGES, None)
    for _ in range(texts):
        made, lang = text(chance, words), chance.choice(languages)
        found = fault(made, lang)
        if found is not None:
            return f"{found}\n  text {made!r}, lang {lang}"
    return None


def text(chance: random.Random, words: list[str]) -> str:
    """Return one made-up text: a chain of up to twelve numbers, words and what stands between."""
    parts = []
    for _ in range(chance.randint(1, 12)):
        parts.append(chance.choice(_NUMBERS if chance.random() < 0.3 else words))
        parts.append(chance.choice(_GLUE))
    return "".join(parts)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    began = time.process_time()
    found = run(arguments.inputs, arguments.seed)
    if found is not None:
        print(found)
        return 1
    print(f"{arguments.inputs} texts read, no fault, {time.process_time() - began:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
