"""Write docs/benchmarks/amounts.md's table: scores on the public sets beside every peer's.

    python bench/amounts.py            # needs ../shared/bench

Prints a Markdown table; the notes on debatable gold in the document are written by hand.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BENCH = ROOT.parent / "shared" / "bench"
COMMAND = f"{ROOT / '.venv/bin/wirebook'} read --only money,percents"


def scores(name: str, task: str, answers: Path) -> tuple[float, float | None]:
    """Return the F1 of spans and of values, as the bench's own scorer gives them."""
    script = [sys.executable, str(BENCH / "score.py"), task, str(BENCH / "data" / f"{name}.jsonl")]
    done = subprocess.run(
        [*script, str(answers), "--json"], check=True, capture_output=True, text=True
    )
    found = json.loads(done.stdout)
    value = found.get("value") or found.get("value*")
    return found["span"]["F1"], None if value is None else value["F1"]


def read(names: list[str], folder: Path, *options: str) -> None:
    """Read every set once and keep the answers in ``folder``."""
    files = [str(BENCH / "data" / f"{name}.jsonl") for name in names]
    bench = [sys.executable, str(BENCH / "bench.py"), "--cmd", COMMAND, "--save", str(folder)]
    subprocess.run([*bench, *options, *files], check=True, capture_output=True)


def cell(score: float | None) -> str:
    """Return a score with three places, or a dash."""
    return "-" if score is None else f"{score:.3f}"


def main() -> int:
    """Run from the command line."""
    if not BENCH.is_dir():
        print("not measured: ../shared/bench is not at hand")
        return 1
    peers = json.loads((BENCH / "peers.json").read_text(encoding="utf-8"))
    names = sorted(name for name in peers if name.startswith(("money_", "percent_")))
    told, untold = ROOT / "var" / "amounts", ROOT / "var" / "amounts-no-lang"
    read(names, told)
    read(names, untold, "--no-lang")
    print("| set | span | best peer | others | value | best peer | others | span, value untold |")
    print("|---|---|---|---|---|---|---|---|")
    for name in names:
        row = [name]
        task = name.partition("_")[0]
        for score, key in zip(
            scores(name, task, told / f"{name}.pred.jsonl"), ("first", "second"), strict=True
        ):
            row.append(cell(score))
            for column in (key, f"{key}_outside"):
                value, tool = peers[name].get(column, (None, ""))
                row.append(f"{cell(value)} {tool}".strip())
        again = scores(name, task, untold / f"{name}.pred.jsonl")
        print("| " + " | ".join([*row, ", ".join(map(cell, again))]) + " |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
