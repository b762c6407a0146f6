"""Reading speed: articles and characters per CPU second, with peak memory.

The texts are the samples (our own articles), repeated to 20,000 with a running number in each, so
that no two are the same. Start-up is measured on one line and left out.
"""

from __future__ import annotations

import itertools
import json

from bench import measure

ARTICLES = 20_000


def texts(count: int) -> list[str]:
    """Return ``count`` texts: the plain-text samples over and over, each with its number."""
    samples = [
        path.read_text(encoding="utf-8")
        for path in sorted((measure.ROOT / "samples").rglob("*.txt"))
    ]
    cycle = itertools.islice(itertools.cycle(samples), count)
    return [f"{text}\n\n{number}\n" for number, text in enumerate(cycle)]


def lines(some: list[str]) -> bytes:
    """Return texts in the command's input form."""
    return b"".join(
        json.dumps({"id": str(i), "text": t}, ensure_ascii=False).encode() + b"\n"
        for i, t in enumerate(some)
    )


def section(count: int = ARTICLES) -> str:
    """Measure and return the section."""
    chosen = texts(count)
    characters = sum(map(len, chosen))
    given, one = lines(chosen), lines(chosen[:1])
    rows = []
    for label, options in (
        ("everything, one process", ["--workers", "1"]),
        ("everything, all cores", []),
        (
            "money, percents, periods, one process",
            ["--workers", "1", "--only", "money,percents,periods"],
        ),
    ):
        start_up = measure.run([str(measure.WIREBOOK), "read", *options], one)
        cost = measure.run([str(measure.WIREBOOK), "read", *options], given)
        cpu = max(cost.cpu - start_up.cpu, 1e-9)
        rows.append(
            [
                label,
                f"{count / cpu:,.0f}",
                f"{characters / cpu:,.0f}",
                f"{cost.wall:.1f}",
                f"{cost.peak_mb:.0f}",
                f"{start_up.cpu:.2f}",
            ]
        )
    header = [
        "what is read",
        "articles per CPU second",
        "characters per CPU second",
        "wall seconds",
        "peak MB",
        "start-up CPU seconds (left out)",
    ]
    return measure.table(f"Reading {count:,} sample articles", header, rows)
