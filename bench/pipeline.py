"""The whole run on the five articles of ../shared: cold (fresh state), then warm."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench import measure


def section() -> str:
    """Measure and return the section; the samples stand in where ../shared is not at hand."""
    gold = measure.ROOT / "tests" / "gold" / "sources.yaml"
    shared = measure.ROOT.parent / "shared" / "articles"
    sources = gold if shared.is_dir() else measure.ROOT / "dags" / "sources.yaml"
    rows = []
    with tempfile.TemporaryDirectory() as home:
        env = {"WIREBOOK_HOME": str(Path(home) / "state")}
        for label in ("cold: fresh state", "warm: nothing changed"):
            cost = measure.run(["make", "run", f"SOURCES={sources}"], env=env)
            rows.append([label, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.peak_mb:.0f}"])
    header = ["make run", "wall seconds", "CPU seconds", "peak MB"]
    return measure.table(f"The whole run ({sources.parent.name}/{sources.name})", header, rows)
