"""What failed in a run: the steps, each with the first cause, for the alert and for the ops file.

A step notes its own failure and takes the note back when a retry succeeds. Of a chain of errors the
first is the cause: what is raised from it says only where it came through.
"""

from __future__ import annotations

import traceback
from dataclasses import dataclass
from pathlib import Path

from wirebook.operations import tables
from wirebook.settings import StatePaths

TABLE = "fct_run_failures"
_LONGEST = 300
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Failure:
    """One step that failed; ``cause`` is one line."""

    step: str
    error: str
    cause: str

    def line(self) -> str:
        """Return the failure as a line for a person."""
        return f"{self.step}: {self.cause} ({self.error})"


def note(state: StatePaths, run_id: str, step: str, error: BaseException) -> None:
    """Record that a step of a run failed, in place of what an earlier attempt noted."""
    first = _first(error)
    places = [
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(first.__traceback__)
    ]
    row = {"error": type(first).__name__, "cause": _said(first, places), "trace": places}
    tables.record(state, TABLE, [row], run_id=run_id, task=step)


def clear(state: StatePaths, run_id: str, step: str) -> None:
    """Take back what an earlier attempt of a step noted."""
    tables.part_path(state, TABLE, run_id, step).unlink(missing_ok=True)


def of(state: StatePaths, run_id: str) -> list[Failure]:
    """Return the steps of a run that failed, the first one first."""
    rows = tables.read(state, TABLE, "run_id = ?", [run_id])
    return [Failure(row["task"], row["error"], row["cause"]) for row in rows]


def told(failures: list[Failure]) -> str:
    """Return failures as lines: the first with its cause, a few others, and how many there are."""
    lines = [failure.line() for failure in failures[:_SHOWN]]
    if len(failures) > _SHOWN:
        lines.append(f"and {len(failures) - _SHOWN} more steps")
    return "\n".join(lines)


def _said(error: BaseException, places: list[str]) -> str:
    """Return an error's first line; of errors that are not ours or the system's only their place,
    since what they say may be what an article says."""
    lines = str(error).strip().splitlines()
    if lines and (isinstance(error, OSError) or type(error).__module__.startswith("wirebook")):
        return lines[0][:_LONGEST]
    return f"at {places[-1]}" if places else "it says nothing more"


def _first(error: BaseException) -> BaseException:
    seen = {id(error)}
    while (before := error.__cause__) is not None and id(before) not in seen:
        seen.add(id(before))
        error = before
    return error
