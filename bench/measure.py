"""How the benchmarks measure: CPU seconds and peak memory of a child, and a table of rows."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WIREBOOK = ROOT / ".venv" / "bin" / "wirebook"


@dataclass(frozen=True, slots=True)
class Cost:
    """What one command took: wall and CPU seconds (children included), peak memory in MB."""

    wall: float
    cpu: float
    peak_mb: float
    output: bytes


def run(command: Sequence[str], given: bytes = b"", env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end and return its cost.

    Peak memory is the largest single process among the command and its children. Raises
    CalledProcessError when the command fails.
    """
    helper = (
        "import resource, subprocess, sys, time\n"
        "began = time.perf_counter()\n"
        "done = subprocess.run(sys.argv[1:], stdin=sys.stdin.buffer, stdout=subprocess.PIPE)\n"
        "wall = time.perf_counter() - began\n"
        "used = resource.getrusage(resource.RUSAGE_CHILDREN)\n"
        "sys.stderr.write(f'\\nCOST {wall} {used.ru_utime + used.ru_stime} {used.ru_maxrss}\\n')\n"
        "sys.stdout.buffer.write(done.stdout)\n"
        "sys.exit(done.returncode)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", helper, *command],
        input=given,
        capture_output=True,
        env={**os.environ, **(env or {})},
        cwd=ROOT,
        check=False,
    )
    if done.returncode != 0:
        sys.stderr.buffer.write(done.stderr)
        raise subprocess.CalledProcessError(done.returncode, list(command))
    line = done.stderr.rsplit(b"COST ", 1)[1].split()
    return Cost(float(line[0]), float(line[1]), float(line[2]) / 1024, done.stdout)


def own_cpu() -> float:
    """Return the CPU seconds this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def clock() -> float:
    """Return a wall clock for differences."""
    return time.perf_counter()


def table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown section with one table."""
    lines = [f"## {title}", "", "| " + " | ".join(header) + " |", "|" + "---|" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
