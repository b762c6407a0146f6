"""Train the names recogniser and write its tables.

    python scripts/train_names.py [korean|english ...] [--out FOLDER] [--without SOURCE|FOLD]

Reads ../shared/names and ../shared/bench (docs/names.md). ``--without`` leaves out the rows of one
English source or one of the four Korean folds, to measure on them; what ships is trained on all.
Deterministic: one sentence set, one set of lists, one table. About four minutes of one core.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from recogniser import invented, lists
from recogniser.sentences import SHARED, Sentence, english, korean
from recogniser.training import Plan, learn
from wirebook.reading.names.recogniser.recognise import MODELS
from wirebook.reading.names.recogniser.scripts import ENGLISH, KOREAN
from wirebook.reading.names.recogniser.wordlists import LONG_LISTS

LISTINGS = SHARED / "names" / "listings.csv"
# Reviews and tweets name few organisations, and not as news does.
UNCOPIED = ("nsmc", "btc", "wnut", "sec")
COPIES, PATTERNS = 0.5, 30


def korean_sentences(without: str | None) -> list[Sentence]:
    """Return the Korean sentences, given and made."""
    rows = korean(without=int(without) if without else None)
    return _with_more(rows, "ko", invented.korean_names(rows))


def english_sentences(without: str | None) -> list[Sentence]:
    """Return the English sentences, given and made."""
    return _with_more(english(without=without), "en", invented.english_names(LISTINGS))


def _with_more(rows: list[Sentence], lang: str, names: invented.Names) -> list[Sentence]:
    copied = [row for row in rows if row.source not in UNCOPIED]
    return [
        *rows,
        *invented.copies(copied, names, COPIES, seed=1),
        *invented.patterns(lang, names, PATTERNS, seed=2),
    ]


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scripts", nargs="*", default=[KOREAN.name, ENGLISH.name])
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--without")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    if args.out == MODELS:
        lists.write(LONG_LISTS, LISTINGS)
    makers = {
        KOREAN.name: (KOREAN, korean_sentences, Plan(bias=-0.4)),
        ENGLISH.name: (ENGLISH, english_sentences, Plan(bias=-0.5)),
    }
    for name in args.scripts:
        if name not in makers:
            parser.error(f"no recogniser is called {name}")
        script, sentences, plan = makers[name]
        rows = sentences(args.without)
        path = args.out / f"{name}.npz"
        learn(rows, script, plan).save(path)
        print(f"{path.name}: {len(rows)} sentences, {path.stat().st_size} bytes", flush=True)


if __name__ == "__main__":
    main()
