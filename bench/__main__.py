"""``make bench``: every benchmark, printed and written to docs/benchmarks/latest.md."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable

from bench import measure, peers, pipeline, reading, scores

SECTIONS: dict[str, Callable[[], str]] = {
    "pipeline": pipeline.section,
    "reading": reading.section,
    "peers": peers.section,
    "scores": scores.section,
}


def main(names: list[str]) -> int:
    """Run the named sections, or all; write the file only when all were run."""
    chosen = names or list(SECTIONS)
    unknown = set(chosen) - set(SECTIONS)
    if unknown:
        print(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(SECTIONS)}")
        return 2
    parts = [f"# Benchmarks\n\nPython {platform.python_version()}, one machine, one run.\n"]
    for name in chosen:
        parts.append(SECTIONS[name]())
        print(parts[-1], flush=True)
    if not names:
        out = measure.ROOT / "docs" / "benchmarks" / "latest.md"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
