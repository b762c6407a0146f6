"""Getting articles: five kinds of source behind :func:`run`, archived byte for byte."""

from __future__ import annotations

from wirebook.archive.snapshots import Interval, Snapshot, read_shard
from wirebook.fetch.base import FetchResult, Outcome
from wirebook.fetch.run import reread, run

__all__ = ["FetchResult", "Interval", "Outcome", "Snapshot", "read_shard", "reread", "run"]
