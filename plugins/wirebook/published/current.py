"""Which version consumers see: the one that CURRENT names."""

from __future__ import annotations

from pathlib import Path

from wirebook.settings import StatePaths

CURRENT = "CURRENT"


def current(state: StatePaths) -> str | None:
    """Return the publish_id that CURRENT names, or None before the first publication."""
    try:
        return (state.published / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return None


def current_parquet(state: StatePaths) -> Path | None:
    """Return the folder of the current version's Parquet files, or None."""
    publish_id = current(state)
    return None if publish_id is None else versions_dir(state) / publish_id


def versions_dir(state: StatePaths) -> Path:
    return state.published / "versions"
