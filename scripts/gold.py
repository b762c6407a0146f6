"""`make gold`: hold what was read and published against the hand-made answers of ../shared/gold.

    python scripts/gold.py            what the last run of tests/gold/sources.yaml published
    python scripts/gold.py --read     what `wirebook read` says of the articles right now

Prints precision and recall for every kind of answer and, with --faults, what differs. Exit code 1
if any bar is missed, 0 if all hold or if the shared folder is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from gold_scores import Score, score_readings

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
KINDS = (
    "articles",
    "zones",
    "money",
    "percents",
    "periods",
    "entities",
    "quotes",
    "claims",
    "facts",
)


def load_gold(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every gold file of a folder, keyed by its name without the ending."""
    return {
        kind: [
            json.loads(line)
            for line in (folder / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n")
            if line.strip()
        ]
        for kind in KINDS
    }


def load_texts(folder: Path, files: Sequence[str]) -> dict[str, str]:
    """Read the articles as the gold counts them: bytes as UTF-8, line ends untouched."""
    return {file: (folder / file).read_bytes().decode("utf-8") for file in files}


def read_texts(texts: dict[str, str], environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Read texts with ``wirebook read`` of this environment, told nothing but the text."""
    lines = [
        json.dumps({"id": file, "text": text, "lang": None, "published_on": None})
        for file, text in texts.items()
    ]
    command = [str(Path(sys.executable).parent / "wirebook"), "read", "--workers", "1"]
    done = subprocess.run(
        command, input="\n".join(lines) + "\n", stdout=-1, text=True, check=True, env=environment
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["id"]: row for row in rows}


def print_scores(scores: Sequence[Score], with_faults: bool) -> None:
    """Print one line a kind, and the faults below it when asked."""
    print(f"{'kind':<10}{'precision':>10}{'recall':>8}{'F1':>8}{'bar':>14}")
    for score in scores:
        bar = f"{'F1' if score.bar_on_f1 else 'both'} {score.bar:.2f}"
        verdict = "" if score.passed else "   missed"
        numbers = f"{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
        print(f"{score.name:<10}{numbers}{bar:>14}{verdict}")
        for fault in score.faults if with_faults else ():
            print(f"    {fault}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--read", action="store_true", help="compare `wirebook read` alone")
    parser.add_argument("--faults", action="store_true", help="print every difference")
    parser.add_argument("--kind", action="append", help="only these kinds, e.g. money")
    options = parser.parse_args(arguments)
    if not (SHARED / "gold").is_dir():
        print(f"skipped: the gold answers are not at {SHARED / 'gold'}")
        return 0
    gold = load_gold(SHARED / "gold")
    texts = load_texts(SHARED / "articles", [row["file"] for row in gold["articles"]])
    scores = score_readings(gold, read_texts(texts))
    scores = [s for s in scores if options.kind is None or s.name in options.kind]
    print_scores(scores, options.faults)
    return 0 if all(score.passed for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
