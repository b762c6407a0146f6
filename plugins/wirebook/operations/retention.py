"""How long what a state collects is kept, and the sweep that applies it.

The numbers are the ``keep:`` part of the sources file. Published data docs are replaced by every
audit, so they do not pile up. Of the landing only the texts go: what was read from them is what the
marts are built from.
"""

from __future__ import annotations

import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wirebook.settings import StatePaths
from wirebook.sources import Keep


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed."""

    versions: int
    archive_days: int
    landing_texts: int
    ops_runs: int
    alerts: int
    logs: int

    def __str__(self) -> str:
        return ", ".join(f"{count} {what}" for what, count in asdict(self).items())


def sweep(state: StatePaths, keep: Keep, now: datetime | None = None) -> Swept:
    """Remove what has outlived its time; the current version always stays."""
    from wirebook.operations import alerts, lineage, tables
    from wirebook.published import versions as publishing

    at = datetime.now(UTC) if now is None else now
    lineage.forget(state, at - timedelta(days=keep.ops_days))
    return Swept(
        versions=len(publishing.prune(state, keep.versions)),
        archive_days=0 if keep.archive_days is None else _archive(state, at, keep.archive_days),
        landing_texts=_texts(state, at, keep),
        ops_runs=tables.forget(state, at - timedelta(days=keep.ops_days)),
        alerts=alerts.forget(state, at - timedelta(days=keep.ops_days)),
        logs=_logs(state, at - timedelta(days=keep.log_days)),
    )


def _archive(state: StatePaths, now: datetime, days: int) -> int:
    """Remove whole days: an article of one that is still listed comes back under the same ids."""
    oldest = (now - timedelta(days=days)).date().isoformat()
    gone = [day for day in state.archive.glob("*/*/") if day.name < oldest]
    for day in gone:
        shutil.rmtree(day)
    return len(gone)


def _texts(state: StatePaths, now: datetime, keep: Keep) -> int:
    """Remove the texts of old days from the landing; return how many went."""
    from wirebook.landing import parts

    days = keep.archive_days if keep.text_days is None else keep.text_days
    if days is None:
        return 0
    oldest = (now - timedelta(days=days)).date().isoformat()
    return sum(parts.forget_texts(part) for part in parts.before(state.landing, oldest))


def _logs(state: StatePaths, before: datetime) -> int:
    folders = (state.airflow / "logs", state.build / "logs")
    old = [
        file
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file() and _modified(file) < before
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _modified(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)
