"""Volume watch: does a source still bring what it used to? One roll-up, not an alert per page.

Compared are a day's articles with the source's min/max and with its own past, the share of attempts
that failed, and the median length of bodies. A break in a publisher's pages shows here first. A run
by hand speaks for less than a day, so of it only failures and lengths are judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from statistics import median

import pyarrow.parquet as pq

from wirebook import sources
from wirebook.archive.snapshots import Interval
from wirebook.landing import parts
from wirebook.operations import tables
from wirebook.settings import StatePaths
from wirebook.sources import Source

# Below this many days a source has no past worth comparing with.
LEAST_DAYS = 7
FAILURES = frozenset(("failed", "quarantined"))
ATTEMPTS = frozenset(("staged", "unchanged", "duplicate", "gone")) | FAILURES
_FAILED_SHARE = 0.2
_LENGTH_DRIFT = 2.0
_COUNT_DRIFT = 3.0


@dataclass(frozen=True, slots=True)
class Day:
    """One source's day: article versions staged, attempts and how many of them failed, and the
    median length of the texts in characters, None where there is none."""

    day: str
    staged: int
    attempts: int
    failed: int
    body_chars: float | None = None
    is_whole_day: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing out of the ordinary, with the numbers that say so."""

    source: str
    check: str
    detail: str


def watch(source: Source, today: Day, past: Sequence[Day]) -> list[Finding]:
    """Return what is out of the ordinary today; ``past`` are earlier days, any order."""
    found = [*_failures(today), *_length(today, past)]
    if today.is_whole_day:
        whole = [day for day in past if day.is_whole_day]
        found = [*_bounds(source, today), *_against_past(today, whole), *found]
    return [Finding(source.name, check, detail) for check, detail in found]


def roll_up(findings: Sequence[Finding]) -> str | None:
    """Return one message for all sources, None when all is well."""
    if not findings:
        return None
    lines = [f"- {f.source}: {f.detail}" for f in sorted(findings, key=lambda f: f.source)]
    return f"{len(findings)} sources or checks out of the ordinary:\n" + "\n".join(lines)


def _bounds(source: Source, today: Day) -> list[tuple[str, str]]:
    if today.staged < source.min_articles:
        return [
            ("min_articles", f"{today.staged} articles, at least {source.min_articles} expected")
        ]
    if source.max_articles is not None and today.staged > source.max_articles:
        return [
            ("max_articles", f"{today.staged} articles, at most {source.max_articles} expected")
        ]
    return []


def _failures(today: Day) -> list[tuple[str, str]]:
    if today.attempts and today.failed / today.attempts > _FAILED_SHARE:
        return [("failures", f"{today.failed} of {today.attempts} attempts failed")]
    return []


def _against_past(today: Day, past: Sequence[Day]) -> list[tuple[str, str]]:
    if len(past) < LEAST_DAYS:
        return []
    usual = median(day.staged for day in past)
    if usual > 0 and not usual / _COUNT_DRIFT <= today.staged <= usual * _COUNT_DRIFT:
        return [("articles", f"{today.staged} articles, usually {usual:g}")]
    return []


def _length(today: Day, past: Sequence[Day]) -> list[tuple[str, str]]:
    lengths = [day.body_chars for day in past if day.body_chars is not None]
    if today.body_chars is None or len(lengths) < LEAST_DAYS:
        return []
    usual = median(lengths)
    if not usual / _LENGTH_DRIFT <= today.body_chars <= usual * _LENGTH_DRIFT:
        return [("body_length", f"bodies of {today.body_chars:g} characters, usually {usual:g}")]
    return []


def watch_volume(sources_file: str, start: str, end: str) -> str | None:
    """Note each source's volume of one run beside its past; return what is out of the ordinary.

    None when all is well.
    """
    state = StatePaths.for_sources(sources_file)
    interval = Interval.parse(start, end)
    findings: list[Finding] = []
    for source in sources.load(sources_file).sources:
        today = _volume(state, source, interval)
        found = watch(source, today, _volumes_before(state, source, today.day))
        row = {"source": source.name, **asdict(today), "findings": [f.detail for f in found]}
        task = f"volume:{source.name}"
        tables.record(state, "fct_source_volumes", [row], run_id=interval.key, task=task)
        findings += found
    return roll_up(findings)


def _volume(state: StatePaths, source: Source, interval: Interval) -> Day:
    outcomes = Counter(
        row["status"]
        for row in tables.read(
            state,
            "fct_fetch_outcomes",
            "run_id = ? and source = ?",
            [interval.key, source.name],
        )
    )
    folder = parts.partition_dir(state.landing, interval.day, source.name)
    lengths = [
        chars
        for part in sorted(folder.glob("part-*.parquet"))
        for chars in pq.ParquetFile(part).read(columns=["text_chars"]).column(0).to_pylist()
    ]
    return Day(
        interval.day,
        staged=len(lengths),
        attempts=sum(outcomes[status] for status in ATTEMPTS),
        failed=sum(outcomes[status] for status in FAILURES),
        body_chars=median(lengths) if lengths else None,
        is_whole_day=interval.end - interval.start >= timedelta(days=1),
    )


def _volumes_before(state: StatePaths, source: Source, day: str) -> list[Day]:
    """Return a source's earlier days, each as it was last noted."""
    rows = tables.read(state, "fct_source_volumes", "source = ? and day < ?", [source.name, day])
    names = [column.name for column in fields(Day)]
    by_day = {row["day"]: Day(**{name: row[name] for name in names}) for row in rows}
    return list(by_day.values())
