"""Overrides: a check that a person lets pass for a while, with the reason, on record.

``overrides.jsonl`` in the state's folder has a line each and only grows. An override says until
when it holds; after that the check blocks again by itself.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from wirebook import whole_files
from wirebook.settings import StatePaths

LEDGER = "overrides.jsonl"
MOST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Override:
    """One check that may pass until a moment (ISO 8601, UTC), and why."""

    check: str
    why: str
    since: str
    until: str

    def holds(self, now: datetime) -> bool:
        """Whether it has begun and has not expired."""
        return datetime.fromisoformat(self.since) <= now < datetime.fromisoformat(self.until)


def known(state: StatePaths) -> list[Override]:
    """Return every override of a state, the oldest first. Raises ValueError for a broken ledger."""
    try:
        lines = (state.home / LEDGER).read_text(encoding="utf-8").splitlines()
        return [Override(**json.loads(line)) for line in lines]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError) as error:
        raise ValueError(f"{LEDGER} cannot be read, so nothing is overridden: {error}") from error


def of(state: StatePaths, check: str, now: datetime) -> Override | None:
    """Return the override of a check that holds now, None where none does."""
    found = [one for one in known(state) if one.check == check and one.holds(now)]
    return found[-1] if found else None


def add(state: StatePaths, check: str, why: str, days: int, now: datetime) -> Override:
    """Note that a check may pass for some days. Raises ValueError without a reason or an end."""
    if not why.strip():
        raise ValueError("an override needs a reason: --why")
    if not 1 <= days <= MOST_DAYS:
        raise ValueError(f"an override is for 1 to {MOST_DAYS} days")
    since = now.astimezone(UTC).replace(microsecond=0)
    until = since + timedelta(days=days)
    one = Override(check, why.strip(), since.isoformat(), until.isoformat())
    lines = "".join(json.dumps(asdict(each)) + "\n" for each in [*known(state), one])
    whole_files.write_text(state.home / LEDGER, lines)
    return one
