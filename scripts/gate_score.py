"""`make gate`: put faults into two days of the samples and see what the gate stops.

    python scripts/gate_score.py            prints the score and writes docs/gate.md

Exit code 1 when fewer than 97% of the faults are stopped for their own reason, or when something
clean is stopped.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
LEAST_STOPPED = 0.97


def main() -> int:
    """Build the two days, score the gate, write the page; return the exit code."""
    sys.path.insert(0, str(PROJECT / "tests"))
    from gate import world

    with tempfile.TemporaryDirectory(prefix="wirebook-gate-") as folder:
        state = world.build(Path(folder))
        with world.opened(state, Path(folder) / "copy.duckdb") as opened:
            score = world.score(opened)
    page = told(score)
    (PROJECT / "docs" / "gate.md").write_text(page, encoding="utf-8")
    print(page)
    return 0 if score.share >= LEAST_STOPPED and not score.alarms else 1


def told(score: object) -> str:
    """Return the score as a page."""
    from gate.world import Score

    assert isinstance(score, Score)
    stopped = sum(score.owners.values())
    clean = score.passed + len(score.alarms)
    lines = [
        "# The gate's own score",
        "",
        "`make gate` writes this page. Two days of the samples are built, the second one is a",
        "candidate, and the faults of `tests/cases/gate_faults.yaml` are put into it, one by one.",
        "A fault counts as stopped when the owner that the table names for it stops it: a contract",
        "or test of the models, an expectation, or a rule of the second derivation",
        "([rules.md](rules.md#the-second-derivation)). The stamp is not asked, since any change of",
        "a row breaks it. The variations of `tests/cases/gate_clean.yaml` must pass.",
        "",
        "| | number |",
        "|---|---|",
        f"| faults tried | {score.faults} |",
        f"| stopped by their owner | {stopped} ({score.share:.1%}) |",
        *(f"| of these by {kind} | {number} |" for kind, number in sorted(score.owners.items())),
        f"| stopped, but by another owner | {len(score.elsewhere)} |",
        f"| got through | {len(score.through)} |",
        f"| clean variations that pass | {score.passed} of {clean} |",
        "",
    ]
    for title, found in (
        ("Stopped by another owner", score.elsewhere),
        ("Got through", score.through),
        ("Clean, and stopped", score.alarms),
    ):
        lines += [f"## {title}", "", *(f"* {line}" for line in found or ["nothing"]), ""]
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main())
