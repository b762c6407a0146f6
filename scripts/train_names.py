"""Train the names recogniser and write its tables.

    python scripts/train_names.py [korean|english ...] [--out FOLDER] [--without SOURCE|FOLD]

Reads ../shared/names and ../shared/bench (docs/names.md). ``--without`` leaves out the rows of one
English source or one of the four Korean folds, to measure on them; what ships is trained on all.
Deterministic: one sentence set, one set of lists, one table. About 5 minutes of one core.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from recogniser import sentences
from recogniser.training import learn
from wirebook.reading.names.recogniser.recognise import MODELS
from wirebook.reading.names.recogniser.scripts import ENGLISH, KOREAN


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("scripts", nargs="*", default=["korean", "english"])
    parser.add_argument("--out", type=Path, default=MODELS)
    parser.add_argument("--without")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name in args.scripts:
        if name == KOREAN.name:
            held = int(args.without) if args.without else None
            rows, script = sentences.korean(without=held), KOREAN
        elif name == ENGLISH.name:
            rows, script = sentences.english(without=args.without), ENGLISH
        else:
            parser.error(f"no recogniser is called {name}")
        table = learn(rows, script)
        path = args.out / f"{name}.npz"
        table.save(path)
        print(f"{path.name}: {len(rows)} sentences, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
