"""What each task made of what, as OpenLineage events: from a source to the published tables.

A task that begins is a START event, its end COMPLETE or FAIL. They stand in
``ops/lineage/<run>.jsonl``, one a line, for any OpenLineage consumer to read; nothing is sent.
Names of sources and tables are in them, and counts: never an address, never a word of an
article.
Source: OpenLineage specification 2-0-2, whose own classes make the events.
"""

from __future__ import annotations

import hashlib
import logging
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wirebook.published import versions
from wirebook.published.candidate import load_candidate
from wirebook.settings import StatePaths

if TYPE_CHECKING:
    from openlineage.client.event_v2 import InputDataset, OutputDataset, RunEvent
    from openlineage.client.facet_v2 import OutputDatasetFacet

_LOG = logging.getLogger(__name__)
# A URI that says who made an event; nothing has to answer there.
PRODUCER = "urn:wirebook"
_NAMES = uuid.UUID("0b1c4b38-7a55-4b0e-9d2e-3f6a3b1f7c02")
# The DAG of each step, whose run the events of its tasks belong to.
_DAGS = {
    "plan": "ingest_news",
    "fetch": "ingest_news",
    "read": "ingest_news",
    "watch_volume": "ingest_news",
    "build": "publish_marts",
    "audit": "publish_marts",
    "publish": "publish_marts",
    "postgres": "publish_marts",
}
# A dataset's name, and its rows where they are counted.
Datasets = Mapping[str, int | None]


@contextmanager
def told(state: StatePaths, run_id: str, task: str) -> Iterator[None]:
    """Note that a task of a run begins, and how it ends. What cannot be noted stops nothing."""
    at = datetime.now(UTC)
    _note(state, run_id, task, "START", at, inputs(state, task), {})
    try:
        yield
    except BaseException:
        _note(state, run_id, task, "FAIL", at, inputs(state, task), {})
        raise
    _note(state, run_id, task, "COMPLETE", at, inputs(state, task), outputs(state, task))


def file(state: StatePaths, run_id: str) -> Path:
    """Return where the events of a run stand."""
    return _folder(state) / f"{hashlib.sha256(run_id.encode()).hexdigest()[:32]}.jsonl"


def forget(state: StatePaths, before: datetime) -> int:
    """Remove the events of runs that ended before a time; return of how many runs."""
    old = [f for f in _folder(state).glob("*.jsonl") if f.stat().st_mtime < before.timestamp()]
    for one in old:
        one.unlink()
    return len(old)


def inputs(state: StatePaths, task: str) -> Datasets:
    """Return what a task works on."""
    step, source = _place(task)
    if step == "fetch":
        return {f"sources.{source}": None}
    if step == "read":
        return {f"archive.{source}": None}
    if step == "build":
        landed = state.landing.glob("readings/dt=*/source=*")
        names = sorted({folder.name.partition("=")[2] for folder in landed})
        return {"landing.rates": None} | {f"landing.{name}": None for name in names}
    if step in ("audit", "publish"):
        return _candidate(state, "candidate")
    return _published(state, "published") if step == "postgres" else {}


def outputs(state: StatePaths, task: str) -> Datasets:
    """Return what a task that has ended well has made."""
    step, source = _place(task)
    if step == "fetch":
        return {f"archive.{source}": None}
    if step == "read":
        return {f"landing.{source}": None}
    if step == "build":
        return _candidate(state, "candidate")
    if step in ("publish", "postgres"):
        return _published(state, "published" if step == "publish" else "postgres")
    return {}


def _place(task: str) -> tuple[str, str]:
    """Return the step that a task is of, and the source that it is about, if it is about one.

    A shard is told by its path, ``.../<source>/<day>/<shard>``, of which the rest says where on
    this machine a state lies, and concerns nobody else.
    """
    step, _, about = task.partition(":")
    return step, Path(about).parent.parent.name if "/" in about else about.partition(":")[0]


def _candidate(state: StatePaths, kind: str) -> Datasets:
    try:
        rows = load_candidate(state).rows
    except (OSError, ValueError, KeyError):  # the task itself says what is wrong with it
        return {}
    return {f"{kind}.{table}": count for table, count in rows.items()}


def _published(state: StatePaths, kind: str) -> Datasets:
    for version in versions.history(state):
        if version.is_current:
            return {f"{kind}.{table}": count for table, count in version.rows.items()}
    return {}


def _note(
    state: StatePaths,
    run_id: str,
    task: str,
    kind: str,
    began: datetime,
    taken: Datasets,
    made: Datasets,
) -> None:
    from openlineage.client.serde import Serde

    event = _event(state.home.name, run_id, task, kind, began, taken, made)
    line = Serde.to_json(event).encode() + b"\n"
    target = file(state, run_id)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(descriptor, line)  # tasks of one run write side by side: a line at once
        finally:
            os.close(descriptor)
    except OSError as error:
        _LOG.warning("the lineage of %s is not noted: %s", task, error.strerror)


def _event(
    name: str,
    run_id: str,
    task: str,
    kind: str,
    began: datetime,
    taken: Datasets,
    made: Datasets,
) -> RunEvent:
    from openlineage.client import event_v2
    from openlineage.client.facet_v2 import parent_run

    step, source = _place(task)
    space, dag = f"wirebook.{name}", _DAGS.get(step, "wirebook")
    parent = parent_run.ParentRunFacet(
        run=parent_run.Run(runId=_id(name, run_id)),
        job=parent_run.Job(namespace=space, name=dag),
        producer=PRODUCER,
    )
    # An attempt that is repeated is a run of its own.
    run = event_v2.Run(_id(name, run_id, task, began.isoformat()), facets={"parent": parent})
    return event_v2.RunEvent(
        eventTime=datetime.now(UTC).isoformat(),
        producer=PRODUCER,
        run=run,
        job=event_v2.Job(
            namespace=space, name=".".join(part for part in (dag, step, source) if part)
        ),
        eventType=event_v2.RunState[kind],
        inputs=list(_inputs(space, taken)),
        outputs=list(_outputs(space, made)),
    )


def _inputs(space: str, datasets: Datasets) -> Iterable[InputDataset]:
    from openlineage.client.event_v2 import InputDataset

    return (InputDataset(namespace=space, name=name) for name in datasets)


def _outputs(space: str, datasets: Datasets) -> Iterator[OutputDataset]:
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.facet_v2 import output_statistics_output_dataset as statistics

    for name, rows in datasets.items():
        facets: dict[str, OutputDatasetFacet] = {}
        if rows is not None:
            facets["outputStatistics"] = statistics.OutputStatisticsOutputDatasetFacet(
                rowCount=rows, producer=PRODUCER
            )
        yield OutputDataset(namespace=space, name=name, outputFacets=facets)


def _id(*parts: str) -> str:
    return str(uuid.uuid5(_NAMES, "\n".join(parts)))


def _folder(state: StatePaths) -> Path:
    return state.ops / "lineage"
