"""The whole run without Airflow: the tasks of both DAGs, in their order."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

import crashes
from wirebook import settings, tasks
from wirebook.settings import StatePaths

FIRST_DAY = datetime(2026, 11, 10, tzinfo=UTC)
# Sources of the project's samples, enough for copies, translations and a page of HTML.
SAMPLES = ("agora-board", "hanbit-broadcast", "hanbit-english", "ledger-daily")
# Of the others only the sentences around amounts may be kept.
KEPT_WHOLE = "ledger-daily"

_SOURCE = """
  - name: {name}
    kind: files
    address: {name}
    outlet: {name}
    timezone: Asia/Seoul
    licence: ours
    retention: {retention}
"""


def lay_out(folder: Path, *, turned: bool = False) -> Path:
    """Copy a few samples and write their sources file; ``turned`` does all in another order."""
    names = sorted(SAMPLES, reverse=turned)
    for name in names:
        (folder / name).mkdir(parents=True)
        files = sorted((settings.project_root() / "samples" / name).iterdir())
        files = [*files[:3], files[-1]]
        for number, file in enumerate(reversed(files) if turned else files):
            copy = folder / name / file.name
            copy.write_bytes(file.read_bytes())
            os.utime(copy, (1_700_000_000 + number, 1_700_000_000 + number))
    kept = {name: "full" if name == KEPT_WHOLE else "spans_only" for name in names}
    entries = [_SOURCE.format(name=name, retention=kept[name]) for name in names]
    sources = folder / "sources.yaml"
    sources.write_text("name: test\nsources:" + "".join(entries), encoding="utf-8")
    return sources


def use(sources: Path, state: StatePaths) -> dict[str, str]:
    """Return the environment of a run on a sources file and a state."""
    return {"WIREBOOK_SOURCES": str(sources), "WIREBOOK_HOME": str(state.home)}


def ingest(day: int, run_id: str = "scheduled__test", *, turned: bool = False) -> None:
    """Run the tasks of ingest_news for one day, counted from the first."""
    step = -1 if turned else 1
    start = FIRST_DAY + timedelta(days=day)
    planned = tasks.plan(start, start + timedelta(days=1), run_id)
    fetched = [tasks.fetch(**one, run_id=run_id) for one in planned[::step]]
    for one in tasks.shards(planned, fetched)[::step]:
        tasks.read(**one, run_id=run_id)


def publish(run_id: str = "asset__test") -> str:
    """Run the tasks of publish_marts; return the publish_id."""
    try:
        return tasks.publish(tasks.audit(tasks.build(run_id), run_id), run_id)
    finally:
        tasks.publish_ops()


def run(day: int, *, turned: bool = False) -> str:
    """Run the whole day; return the publish_id."""
    ingest(day, turned=turned)
    return publish()


def run_and_die(environment: dict[str, str], day: int, where: str) -> int:
    """Run the whole day in a process that is killed as it calls ``where``; return its exit code.

    ``where`` is module:function, such as ``wirebook.audit.gate:_run``.
    """
    return crashes.exit_code(_die, environment, day, where)


def _die(environment: dict[str, str], day: int, where: str) -> None:
    os.environ.update(environment)
    module, function = where.split(":")

    setattr(import_module(module), function, crashes.die)
    run(day)
