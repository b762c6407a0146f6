"""What each Airflow task runs: plain values in, plain values out, and what it cost.

The sources file in force (``WIREBOOK_SOURCES``) is the only setting. A task that changes the build
or the published folder holds the state's lock; inside ``make run`` or ``make up``, which hold it
for as long as they run, it passes through.
"""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wirebook import settings, sources, whole_files
from wirebook.operations import lock
from wirebook.settings import StatePaths

_VERDICT = "audit.json"
_SECOND = timedelta(seconds=1)
# A daily interval ends a day after the last; six hours is more than a late run takes.
LONGEST_GAP = timedelta(hours=30)


class AuditFailed(Exception):
    """The candidate may not be published; the message names the rules that it broke."""


def plan(start: datetime, end: datetime, run_id: str) -> list[dict[str, str]]:
    """Return one fetch (source, start, end) a source; the times are ISO 8601, UTC.

    A scheduled run speaks for its data interval, however often it is repeated. A run started by
    hand for an interval that was already fetched means "look again", so it speaks for the time
    since then. Raises SourcesError for a broken sources file.
    """
    from wirebook import ingest

    fetched_until = _fetched_until(_state())
    if run_id.startswith("manual__") and fetched_until is not None and fetched_until >= end:
        start, end = fetched_until, max(_now(), fetched_until + _SECOND)
    interval = {"start": _iso(start), "end": _iso(end)}
    with _measured("plan", run_id):
        return [{"source": name, **interval} for name in ingest.plan(_sources())]


def fetch(source: str, start: str, end: str, run_id: str) -> list[str]:
    """Fetch one source for one interval; return its shards."""
    from wirebook import ingest

    with _measured(f"fetch:{source}", run_id):
        return ingest.fetch_source(_sources(), source, start, end)


def shards(planned: list[dict[str, str]], fetched: Iterable[list[str]]) -> list[dict[str, str]]:
    """Return one reading (shard, start, end) a shard, in order, each once."""
    interval = {"start": planned[0]["start"], "end": planned[0]["end"]}
    found = sorted({shard for listed in fetched for shard in listed})
    return [{"shard": shard, **interval} for shard in found]


def read(shard: str, start: str, end: str, run_id: str) -> str:
    """Read one shard into the landing; return the path of its part."""
    from wirebook.landing.shard import read_shard_file

    with _measured(f"read:{shard}", run_id):
        return read_shard_file(_sources(), shard, start, end)


def build(run_id: str) -> str:
    """Bring the warehouse up to the landing; return the path of the candidate marts.

    Rows that may not be published by themselves are set aside on the way (the ops file names them).
    """
    from wirebook.audit import set_aside, suites
    from wirebook.operations import tables
    from wirebook.published import versions
    from wirebook.published.candidate import make_candidate
    from wirebook.warehouse import build as warehouse

    state = _state()
    with lock.hold(state, "publish_marts"), _measured("build", run_id):
        versions.repair(state)
        # Beliefs are dated by the newest interval that was fetched, never by the clock.
        run_at = _fetched_until(state)
        if run_at is None:
            raise warehouse.BuildError("nothing was fetched yet: run ingest_news first")
        build_file = warehouse.build(state, run_at)
        checks = suites.load_suites(settings.suites_dir())
        aside = set_aside.set_aside(build_file, checks, run_at)
        tables.record(state, "quarantine", aside, run_id=run_id, task="build")
        return str(make_candidate(state, build_file).path)


def audit(candidate: str, run_id: str) -> str:
    """Run every suite on the candidate; return its path. Raises AuditFailed when one blocks."""
    from wirebook.audit import gate
    from wirebook.operations import tables

    state = _state()
    with lock.hold(state, "publish_marts"), _measured("audit", run_id):
        floors = {"fct_articles": sum(s.min_articles for s in sources.in_force().sources)}
        docs = state.published / "docs"
        result = gate.audit(
            Path(candidate), settings.suites_dir(), docs, floors=floors, state=state
        )
        tables.record(state, "fct_check_results", result.rows(), run_id=run_id, task="audit")
        verdict = _Verdict(
            run_id, result.success, result.publish_id, result.counts, result.summary()
        )
        verdict.write(state)
        if not result.success:
            raise AuditFailed(result.summary())
    return candidate


def publish(candidate: str, run_id: str) -> str:
    """Make the audited candidate the current version; return its publish_id."""
    from wirebook.published import versions
    from wirebook.published.candidate import PublishRefused, load_candidate

    state = _state()
    with lock.hold(state, "publish_marts"), _measured("publish", run_id):
        audited = load_candidate(state)
        if audited.path != Path(candidate):
            raise PublishRefused(f"{candidate} is not the candidate of this state")
        verdict = _Verdict.read(state)
        if verdict is None:
            raise PublishRefused("the candidate was not audited")
        versions.publish(state, audited, verdict, keep=sources.in_force().keep.versions)
        return audited.publish_id


def retain() -> str:
    """Remove what has outlived its time; return what went."""
    from wirebook.operations import retention

    state = _state()
    with lock.hold(state, "maintenance"):
        return str(retention.sweep(state, sources.in_force().keep))


def publish_ops() -> None:
    """Publish the operational tables."""
    from wirebook.operations import tables

    tables.publish(_state())


def refresh_rates() -> str:
    """Refresh the reference rates; return what came of it. Raises RatesError when stale."""
    from wirebook.warehouse.rates import RatesError, refresh

    result = refresh(_state())
    if result.status == "stale":
        raise RatesError(f"the rates of {result.last_observed_on} stay in use: {result.reason}")
    return result.status


def tell_failed(addresses: Sequence[str], dag_id: str, run_id: str, reason: str) -> None:
    """Alert, once a run, that it failed: why, and what consumers see meanwhile."""
    from wirebook.operations import alerts

    state = _state()
    verdict = _Verdict.read(state)
    if verdict is not None and verdict.run_id == run_id and not verdict.success:
        reason = f"The audit of {verdict.publish_id} failed.\n{verdict.summary}"
    body = f"Run {run_id}: {reason}\n{alerts.still_published(state)}"
    alerts.send_once(
        state, f"failed/{dag_id}/{run_id}", addresses, f"wirebook: {dag_id} failed", body
    )


def tell_late(addresses: Sequence[str], dag_id: str, run_id: str) -> None:
    """Alert, once a run, that it has not ended by its deadline."""
    from wirebook.operations import alerts

    state = _state()
    body = f"Run {run_id} has not ended by its deadline.\n{alerts.still_published(state)}"
    alerts.send_once(
        state, f"late/{dag_id}/{run_id}", addresses, f"wirebook: {dag_id} is late", body
    )


def tell_gap(addresses: Sequence[str], now: datetime | None = None) -> bool:
    """Alert, once a gap, that no ingest came for longer than :data:`LONGEST_GAP`."""
    from wirebook.operations import alerts

    state = _state()
    until = _fetched_until(state) or _founded(state)
    if (_now() if now is None else now) - until <= LONGEST_GAP:
        return False
    body = f"Nothing was fetched since {until:%Y-%m-%d %H:%M} UTC.\n{alerts.still_published(state)}"
    return alerts.send_once(
        state, f"gap/{until}", addresses, "wirebook: ingest_news did not come", body
    )


def watch_volume(addresses: Sequence[str], planned: list[dict[str, str]], run_id: str) -> bool:
    """Note what each source brought; alert, once a run, what is out of the ordinary in any."""
    from wirebook import volume
    from wirebook.operations import alerts

    with _measured("watch_volume", run_id):
        told = volume.watch_volume(_sources(), planned[0]["start"], planned[0]["end"])
    if told is None:
        return False
    title = "wirebook: sources bring something else than usual"
    return alerts.send_once(_state(), f"volume/{run_id}", addresses, title, told)


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What publishing and alerting need to know of an audit that another process made."""

    run_id: str
    success: bool
    publish_id: str
    counts: dict[str, int]
    summary: str

    def write(self, state: StatePaths) -> None:
        whole_files.write_json(state.build / _VERDICT, asdict(self))

    @classmethod
    def read(cls, state: StatePaths) -> _Verdict | None:
        try:
            return cls(**json.loads((state.build / _VERDICT).read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None


def _sources() -> str:
    return str(settings.sources_file())


def _state() -> StatePaths:
    return StatePaths.for_sources(_sources())


def _fetched_until(state: StatePaths) -> datetime | None:
    """Return the end of the newest interval that any source was fetched for."""
    from wirebook.archive.days import days, read_index
    from wirebook.archive.snapshots import Interval

    ends = [
        Interval.parse(*key.split("/")).end
        for source in (state.archive.iterdir() if state.archive.is_dir() else ())
        for day in days(state, source.name)[-1:]
        for key in read_index(day).intervals
    ]
    return max(ends, default=None)


def _founded(state: StatePaths) -> datetime:
    """Return when this state was first watched: a new one is given time for its first run."""
    mark = state.ops / "watched_since"
    if not mark.exists():
        mark.parent.mkdir(parents=True, exist_ok=True)
        mark.touch()
    return datetime.fromtimestamp(mark.stat().st_mtime, UTC)


def _now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


@contextmanager
def _measured(task: str, run_id: str) -> Iterator[None]:
    """Record what the block cost, also when it fails."""
    from wirebook.operations import tables

    began, cpu = datetime.now(UTC), _cpu_seconds()
    clock = time.monotonic()
    try:
        yield
    finally:
        cost = {
            "started_at": began,
            "seconds": round(time.monotonic() - clock, 3),
            "cpu_seconds": round(_cpu_seconds() - cpu, 3),
        }
        tables.record(_state(), "fct_run_costs", [cost], run_id=run_id, task=task)


def _cpu_seconds() -> float:
    own, children = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
