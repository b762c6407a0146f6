"""One source, one interval: fetch what is new, archive it, and say what happened."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from wirebook.fetch import archive, files
from wirebook.fetch.archive import ArchiveWriter
from wirebook.fetch.base import (
    Attempt,
    FetchError,
    FetchResult,
    Interval,
    Outcome,
    OutcomeStatus,
    Snapshot,
    stamp,
)
from wirebook.settings import StatePaths
from wirebook.sources import Source


def now() -> datetime:
    """Return the time in UTC; only outcomes carry it."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Job:
    """What every kind of source works with during one run."""

    source: Source
    interval: Interval
    state: StatePaths
    writer: ArchiveWriter
    seen: dict[str, list[Snapshot]]
    clock: Callable[[], datetime] = now
    outcomes: list[Outcome] = field(default_factory=list)
    staged: int = 0
    requests: int = 0
    bytes: int = 0

    def latest(self, target: str) -> Snapshot | None:
        """Return the newest snapshot of a target, None if it was never archived."""
        history = self.seen.get(target)
        return history[-1] if history else None

    def begin(self, target: str) -> Attempt:
        """Start the watch on one attempt."""
        return Attempt.begin(self.source.name, target, self.clock)

    def close(
        self, attempt: Attempt, status: OutcomeStatus, reason: str | None = None, size: int = 0
    ) -> None:
        """Record how an attempt ended."""
        self.outcomes.append(attempt.end(status, reason, size))
        self.staged += status == "staged"

    def failed(self, attempt: Attempt, error: FetchError) -> None:
        """Record an attempt that yielded nothing."""
        self.close(attempt, error.status, error.reason)


def run(
    source: Source,
    interval: Interval,
    state: StatePaths,
    *,
    again: bool = False,
    clock: Callable[[], datetime] = now,
) -> FetchResult:
    """Fetch one source for one interval and return its shards and outcomes.

    An interval that was fetched before is answered by its archive, without any request, unless
    ``again`` asks for another look (a person's run, not the schedule's). Nothing
    an article or a site does raises; errors of this machine (a full disk) do, and leave the state
    as it was.
    """
    folder = archive.day_dir(state, source.name, interval.day)
    if not again and interval.key in archive.read_index(folder).intervals:
        attempt = Attempt.begin(source.name, source.name, clock)
        outcome = attempt.end("reread", "the interval was fetched before; its archive answers")
        shards = archive.shards_of(folder)
        return FetchResult(source.name, interval.day, shards, (outcome,), staged=0)
    with ArchiveWriter(state, source.name, interval) as writer:
        seen = archive.seen_before(state, source.name, interval)
        job = Job(source, interval, state, writer, seen, clock)
        _collector(source.kind)(job)
        shards = writer.commit()
    return FetchResult(
        source.name,
        interval.day,
        shards,
        tuple(job.outcomes),
        job.staged,
        job.requests,
        job.bytes,
    )


def reread(state: StatePaths, source: str | None = None) -> Iterator[tuple[str, str, Path]]:
    """Rebuild every index and shard from the WARC files alone; yield (source, day, shard).

    ``source`` names one source; None takes all. The landing is then read from these shards as
    after a fetch: the web is not asked.
    """
    names = [source] if source is not None else sorted(p.name for p in state.archive.iterdir())
    for name in names:
        for folder in archive.days(state, name):
            for shard in archive.rebuild_index(folder):
                yield name, folder.name, shard


def _collector(kind: str) -> Callable[[Job], None]:
    if kind == "files":
        return _collect_files
    raise NotImplementedError(f"no collector for sources of kind {kind}")


def _collect_files(job: Job) -> None:
    names: set[str] = set()
    for address in job.source.addresses:
        folder = Path(address)
        try:
            entries = [folder] if folder.is_file() else list(files.listing(folder))
        except FetchError as error:
            job.failed(job.begin(folder.name), error)
            continue
        root = folder.parent if folder.is_file() else folder
        for path in entries:
            _collect_file(job, path, root, names)


def _collect_file(job: Job, path: Path, root: Path, names: set[str]) -> None:
    attempt = job.begin(path.name)
    try:
        kind = files.content_type(path)
        if path.name in names:
            raise FetchError("a file of that name was already read from another folder", "skipped")
        names.add(path.name)
        raw = files.read(path, root, job.source.max_bytes)
    except FetchError as error:
        job.failed(attempt, error)
        return
    job.bytes += len(raw)
    digest = hashlib.sha256(raw).hexdigest()
    known = job.latest(path.name)
    reason = files.why_unreadable(raw, kind)
    if known is None or known.raw_sha256 != digest:
        job.writer.add(
            Snapshot(
                source=job.source.name,
                target=path.name,
                file_name=path.name,
                fetched_at=stamp(job.interval.end),
                raw_sha256=digest,
                raw_bytes=len(raw),
                disposition="staged" if reason is None else "quarantined",
                content_type=kind,
                retention=job.source.retention,
            ),
            raw,
        )
    elif reason is None:
        job.close(attempt, "unchanged", size=len(raw))
        return
    job.close(attempt, "staged" if reason is None else "quarantined", reason, len(raw))
