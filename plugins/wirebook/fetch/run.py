"""One source, one interval: fetch what is new, archive it, and say what happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from wirebook.archive.days import (
    ArchiveWriter,
    day_dir,
    days,
    read_index,
    rebuild_index,
    seen_before,
    shards_of,
)
from wirebook.archive.snapshots import Interval, Snapshot
from wirebook.fetch import files
from wirebook.fetch.base import Attempt, FetchResult
from wirebook.fetch.job import Job, now, unknown
from wirebook.operations import tables
from wirebook.settings import StatePaths
from wirebook.sources import Source

OUTCOMES = "fct_fetch_outcomes"


def run(
    source: Source,
    interval: Interval,
    state: StatePaths,
    *,
    again: bool = False,
    clock: Callable[[], datetime] = now,
    known: Callable[[Snapshot], str | None] = unknown,
) -> FetchResult:
    """Fetch one source for one interval; record every outcome and return the shards.

    An interval that was fetched before is answered by its archive, without any request, unless
    ``again`` asks for another look (a person's run, not the schedule's). ``known`` tells the digest
    of a text that was read before, so that it need not be extracted to be compared. Nothing an
    article or a site does raises; errors of this machine (a full disk) do, and leave the state as
    it was.
    """
    folder = day_dir(state, source.name, interval.day)
    if not again and interval.key in read_index(folder).intervals:
        attempt = Attempt.begin(source.name, source.name, clock)
        outcome = attempt.end("reread", "the interval was fetched before; its archive answers")
        # Under a task of its own, so what became of every attempt then stays.
        rows, task = [outcome.as_row()], f"reread:{source.name}"
        recorded = tables.record(state, OUTCOMES, rows, run_id=interval.key, task=task)
        return FetchResult(source.name, interval.day, shards_of(folder), recorded, staged=0)
    this = {"run_id": interval.key, "task": f"fetch:{source.name}"}
    with (
        seen_before(state, source.name, interval) as seen,
        ArchiveWriter(state, source.name, interval) as writer,
    ):
        # The outcomes come before the commit: a run that is killed between the two is repeated.
        with tables.recording(state, OUTCOMES, **this) as record:
            job = Job(source, interval, state, writer, seen, record, clock, known)
            _collector(source.kind)(job)
        shards = writer.commit()
    recorded = tables.part_path(state, OUTCOMES, **this)
    return FetchResult(
        source.name, interval.day, shards, recorded, job.staged, job.requests, job.bytes
    )


def reread(state: StatePaths, source: str | None = None) -> Iterator[tuple[str, str, Path]]:
    """Rebuild every index and shard from the WARC files alone; yield (source, day, shard).

    ``source`` names one source; None takes all. The landing is then read from these shards as
    after a fetch: the web is not asked.
    """
    names = [source] if source is not None else sorted(p.name for p in state.archive.iterdir())
    for name in names:
        for folder in days(state, name):
            for shard in rebuild_index(folder):
                yield name, folder.name, shard


def _collector(kind: str) -> Callable[[Job], None]:
    """Return what collects a kind of source; the network's half is imported only when needed."""
    if kind == "files":
        return files.collect
    if kind == "warc":
        from wirebook.fetch import warcs

        return warcs.collect
    from wirebook.fetch import web

    return web.collect
