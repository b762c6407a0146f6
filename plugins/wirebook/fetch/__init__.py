"""Getting articles: five kinds of source behind :func:`run`, archived byte for byte."""

from __future__ import annotations

from wirebook.fetch.base import FetchResult, Interval, Outcome, Snapshot, read_shard
from wirebook.fetch.run import reread, run

__all__ = ["FetchResult", "Interval", "Outcome", "Snapshot", "read_shard", "reread", "run"]
