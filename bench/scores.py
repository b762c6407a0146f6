"""Scores on the public test sets in ../shared/bench, as their own scorers print them."""

from __future__ import annotations

import subprocess
import sys

from bench import measure

SHARED = measure.ROOT.parent / "shared" / "bench"


def section() -> str:
    """Run both scorers and return their output; says so where ../shared is not at hand."""
    if not SHARED.is_dir():
        return "## Scores\n\nNot measured: ../shared is not at hand.\n"
    command = f"{measure.WIREBOOK} read"
    parts = []
    for title, script, options in (
        ("Amounts, percents, entities, pairs", SHARED / "bench.py", []),
        ("The same, language not told", SHARED / "bench.py", ["--no-lang"]),
        ("Claims", SHARED / "claims" / "score_claims.py", []),
    ):
        done = subprocess.run(
            [sys.executable, str(script), "--cmd", command, *options],
            capture_output=True,
            text=True,
            cwd=measure.ROOT,
            check=True,
        )
        parts.append(f"## {title}\n\n```\n{done.stdout.strip()}\n```\n")
    return "\n".join(parts)
