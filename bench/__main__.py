"""``make bench``: every benchmark, printed and written to docs/benchmarks/latest.md."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable

from bench import hardness, measure, peers, pipeline, reading, scale, scores

SECTIONS: dict[str, Callable[[], str]] = {
    "pipeline": pipeline.section,
    "reading": reading.section,
    "peers": peers.section,
    "scores": scores.section,
}
# Run when asked for by name: they take half an hour and write files of their own.
APART: dict[str, Callable[[], str]] = {"scale": scale.section, "hardness": hardness.section}


def main(names: list[str]) -> int:
    """Run the named sections, or all; write the file only when all were run."""
    chosen = names or list(SECTIONS)
    sections = {**SECTIONS, **APART}
    unknown = set(chosen) - set(sections)
    if unknown:
        print(f"no such section: {', '.join(sorted(unknown))}; there are {', '.join(sections)}")
        return 2
    parts = [f"# Benchmarks\n\nPython {platform.python_version()}, one machine, one run.\n"]
    for name in chosen:
        parts.append(sections[name]())
        print(parts[-1], flush=True)
    if not names:
        out = measure.ROOT / "docs" / "benchmarks" / "latest.md"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text("\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
