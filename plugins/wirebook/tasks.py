"""What each Airflow task runs: plain values in, plain values out, and what it cost.

The sources file in force (``WIREBOOK_SOURCES``) is the only setting. A task that changes the build
or the published folder holds the state's lock; inside ``make run`` or ``make up``, which hold it
for as long as they run, it passes through.
"""

from __future__ import annotations

import re
import resource
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wirebook import release, settings, sources
from wirebook.archive.days import fetched_until
from wirebook.operations import lock, progress
from wirebook.settings import StatePaths

_SECOND = timedelta(seconds=1)
# A daily interval ends a day after the last; six hours is more than a late run takes.
LONGEST_GAP = timedelta(hours=30)


def plan(start: datetime, end: datetime, run_id: str) -> list[dict[str, str]]:
    """Return one fetch (source, start, end) a source; the times are ISO 8601, UTC.

    A scheduled run speaks for its data interval, however often it is repeated. A run started by
    hand for an interval that was already fetched means "look again", so it speaks for the time
    since then. Raises SourcesError for a broken sources file.
    """
    from wirebook import ingest

    until = fetched_until(_state())
    if run_id.startswith("manual__") and until is not None and until >= end:
        start, end = until, max(_now(), until + _SECOND)
    interval = {"start": _iso(start), "end": _iso(end)}
    with _measured("plan", run_id):
        planned = [{"source": name, **interval} for name in ingest.plan(_sources())]
    progress.begin("fetch", len(planned))
    return planned


def fetch(source: str, start: str, end: str, run_id: str) -> list[str]:
    """Fetch one source for one interval; return its shards."""
    from wirebook import ingest

    with _measured(f"fetch:{source}", run_id):
        fetched = ingest.fetch_source(_sources(), source, start, end)
    progress.advance("fetch")
    return fetched


def shards(planned: list[dict[str, str]], fetched: Iterable[list[str]]) -> list[dict[str, str]]:
    """Return one reading (shard, start, end) a shard, in order, each once."""
    interval = {"start": planned[0]["start"], "end": planned[0]["end"]}
    found = sorted({shard for listed in fetched for shard in listed})
    progress.begin("read", len(found))
    return [{"shard": shard, **interval} for shard in found]


def read(shard: str, start: str, end: str, run_id: str) -> str:
    """Read one shard into the landing; return the path of its part."""
    from wirebook.landing.shard import read_shard_file

    with _measured(f"read:{shard}", run_id):
        part = read_shard_file(_sources(), shard, start, end)
    progress.advance("read")
    return part


def build(run_id: str) -> str:
    """Bring the warehouse up to the landing; return the path of the candidate marts."""
    state = _state()
    with lock.hold(state, "publish_marts"), _measured("build", run_id):
        return str(release.build(state, run_id))


def audit(candidate: str, run_id: str) -> str:
    """Run every suite on the candidate; return its path. Raises AuditFailed when one blocks."""
    state = _state_of(candidate)
    with lock.hold(state, "publish_marts"), _measured("audit", run_id):
        release.audit(state, sources.in_force(), run_id)
    return candidate


def publish(candidate: str, run_id: str) -> str:
    """Make the audited candidate the current version; return its publish_id."""
    state = _state_of(candidate)
    with lock.hold(state, "publish_marts"), _measured("publish", run_id):
        return release.publish(state, sources.in_force())[0]


def postgres(address: str | None, run_id: str) -> str:
    """Export the current version to Postgres, where an address is given; return what came of it.

    Consumers of the files have the version already, whatever becomes of this.
    """
    if address is None:
        return "no Postgres is connected"
    state = _state()
    with lock.hold(state, "publish_marts"), _measured("postgres", run_id):
        exported = release.export_postgres(state, sources.in_force(), address)
    return f"{exported.publish_id} " + ("is exported" if exported.is_new else "was there already")


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


def tell_failed(
    addresses: Sequence[str], dag_id: str, run_id: str, reason: str, now: datetime | None = None
) -> bool:
    """Alert that a run failed: in which step, why, what consumers see and how to look closer.

    Once a run; a cause that lasts over runs at most once a day. ``reason`` is told where no step
    noted one, as when its process was killed. Returns whether it was told.
    """
    from wirebook.operations import alerts, failures, incidents

    state = _state()
    found = failures.of(state, run_id)
    step = found[0].step.partition(":")[0] if found else ""
    told = failures.told(found) if found else reason
    verdict = release.Verdict.last(state)
    if verdict is not None and verdict.run_id == run_id and not verdict.success:
        step = "audit"
        told = f"The audit of {verdict.publish_id} failed.\n{verdict.summary}"

    def tell(incident: incidents.Incident) -> None:
        lines = [
            f"Run {run_id} failed" + (f" in {step}." if step else "."),
            told,
            incident.in_words(),
            alerts.still_published(state),
            f"Look closer: {_CLOSER.get(step, _CLOSER[''])}",
        ]
        body = "\n".join(line for line in lines if line)
        alerts.send(addresses, f"wirebook: {dag_id} failed", body)

    cause = f"{step}\n{_kind(told)}"
    return incidents.failed(state, dag_id, run_id, cause, now or _now(), tell)


# What shows more of a failed step.
_CLOSER = {
    "": "wirebook doctor, and the log of the task in Airflow",
    "audit": "wirebook verify --candidate, and published/docs/index.html",
    "build": "wirebook doctor, and wirebook quarantine list",
    "publish": "wirebook history",
    "postgres": "wirebook export postgres; the files are published",
    "fetch": "select * from fct_fetch_outcomes where status = 'failed' in published/ops.duckdb",
    "read": "wirebook quarantine list",
}


def _kind(told: str) -> str:
    """Return what is the same of a failure each time it happens: no counts, no ids."""
    return re.sub(r"\b[0-9a-f]{16,}\b|\d+", "#", told)


def tell_recovered(addresses: Sequence[str], dag_id: str, run_id: str) -> bool:
    """Alert that a run succeeded after failed ones that were told; return whether it was."""
    from wirebook.operations import alerts, incidents

    state = _state()

    def tell(incident: incidents.Incident) -> None:
        runs = "1 run" if incident.runs == 1 else f"{incident.runs} runs"
        body = (
            f"Run {run_id} succeeded, after {runs} that failed since {incident.since}.\n"
            + alerts.still_published(state)
        )
        alerts.send(addresses, f"wirebook: {dag_id} is well again", body)

    return incidents.recovered(state, dag_id, tell)


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
    until = fetched_until(state) or _founded(state)
    if (_now() if now is None else now) - until <= LONGEST_GAP:
        return False
    body = f"Nothing was fetched since {until:%Y-%m-%d %H:%M} UTC.\n{alerts.still_published(state)}"
    return alerts.send_once(
        state, f"gap/{until}", addresses, "wirebook: ingest_news did not come", body
    )


def tell_stale(addresses: Sequence[str], now: datetime | None = None) -> bool:
    """Alert, once each, about sources that went quiet and marts that are behind."""
    from wirebook.operations import alerts, freshness

    state = _state()
    old = [age for age in freshness.ages(state, now or _now()) if age.fault is not None]
    told = [
        alerts.send_once(
            state,
            f"stale/{age.name}/{age.until}",
            addresses,
            f"wirebook: {age.name} is stale",
            f"{age.line()}\n{alerts.still_published(state)}\nLook closer: wirebook history",
        )
        for age in old
    ]
    return any(told)


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


def _sources() -> str:
    return str(settings.sources_file())


def _state_of(candidate: str) -> StatePaths:
    """Return the state in force, whose candidate this must be: tasks may run on any worker."""
    from wirebook.published.candidate import CANDIDATE_FILE

    state = _state()
    if Path(candidate) != state.build / CANDIDATE_FILE:
        raise ValueError(f"{candidate} is not the candidate of this state")
    return state


def _state() -> StatePaths:
    settings.private_files()  # a worker may have been started with any mask
    return StatePaths.for_sources(_sources())


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
    """Record what the block cost, what it made of what, and where it fails why."""
    from wirebook.operations import failures, lineage, tables

    began, cpu = datetime.now(UTC), _cpu_seconds()
    clock = time.monotonic()
    try:
        with lineage.told(_state(), run_id, task):
            yield
        failures.clear(_state(), run_id, task)
    except Exception as error:
        failures.note(_state(), run_id, task, error)
        raise
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
