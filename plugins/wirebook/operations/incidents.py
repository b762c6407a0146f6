"""Failures that follow upon each other: told once, rolled up while they last, and told when over.

One file a DAG, ``ops/alerts/<dag>.open``, from its first failed run to its next good one. The same
cause is told again at most once a day, with the number of runs; another cause is told at once.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from wirebook import whole_files
from wirebook.settings import StatePaths

TOLD_AGAIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Incident:
    """What keeps failing: since when, in how many runs, why, and when that was last told."""

    dag_id: str
    since: str
    cause: str
    runs: int
    last_run: str
    told_at: str | None = None

    def in_words(self) -> str:
        """Return how long it lasts, empty for a first failure."""
        return f"{self.runs} runs failed since {self.since}." if self.runs > 1 else ""


def failed(
    state: StatePaths,
    dag_id: str,
    run_id: str,
    cause: str,
    now: datetime,
    tell: Callable[[Incident], object],
) -> bool:
    """Count a failed run and tell it unless the same was told within a day; return whether it was.

    A run counts once, however often it is retried. What ``tell`` raises leaves it untold.
    """
    before = current(state, dag_id)
    at = now.isoformat(timespec="seconds")
    if before is None:
        incident = Incident(dag_id, at, cause, 1, run_id)
    elif before.last_run == run_id and before.told_at is not None:
        return False
    else:
        is_another = before.cause != cause
        incident = replace(
            before,
            cause=cause,
            runs=before.runs + (before.last_run != run_id),
            last_run=run_id,
            told_at=None if is_another else before.told_at,
        )
    last = incident.told_at
    is_due = last is None or now - datetime.fromisoformat(last) >= TOLD_AGAIN
    _write(state, incident)
    if is_due:
        tell(incident)
        _write(state, replace(incident, told_at=at))
    return is_due


def recovered(state: StatePaths, dag_id: str, tell: Callable[[Incident], object]) -> bool:
    """Tell that a DAG's run succeeded after failed ones; return whether there were any."""
    before = current(state, dag_id)
    if before is None:
        return False
    if before.told_at is not None:
        tell(before)
    _path(state, dag_id).unlink(missing_ok=True)
    return True


def current(state: StatePaths, dag_id: str) -> Incident | None:
    """Return what keeps failing in a DAG, None when its last run was good."""
    try:
        return Incident(**json.loads(_path(state, dag_id).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):  # a note that cannot be read must not keep an alert back
        return None


def _write(state: StatePaths, incident: Incident) -> None:
    whole_files.write_json(_path(state, incident.dag_id), asdict(incident))


def _path(state: StatePaths, dag_id: str) -> Path:
    return state.ops / "alerts" / (re.sub(r"[^A-Za-z0-9_-]", "_", dag_id) + ".open")
