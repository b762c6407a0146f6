"""Snapshots in the order in which they came, on disk: memory does not grow with their number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator

from wirebook.archive.snapshots import Snapshot

_TABLE = """
create table snapshots (
    target text, identity text, fetched_at text, raw_sha256 text, staged integer, line text
);
create index by_target on snapshots (target, fetched_at);
create index by_identity on snapshots (identity, fetched_at);
"""
# A version that was retracted later the same day is one row, as it was last seen. It stays in its
# place: an article never moves to another shard, whose reading would have to know its row.
_VERSIONS = """
select line
from snapshots
join (
    select min(rowid) as first, max(rowid) as last
    from snapshots where staged group by identity, raw_sha256
) on snapshots.rowid = last
order by first
"""


class History:
    """What was archived of one source, by target and by identity.

    It stands in a file of its own that SQLite removes when it is closed. Use as a context manager.
    """

    def __init__(self, snapshots: Iterable[Snapshot] = ()) -> None:
        self._db = sqlite3.connect("")
        self._db.executescript(_TABLE)
        for snapshot in snapshots:
            self.add(snapshot)

    def __enter__(self) -> History:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Remove the file."""
        self._db.close()

    def add(self, snapshot: Snapshot) -> None:
        """Take a snapshot as the newest of its time."""
        self._db.execute(
            "insert into snapshots values (?, ?, ?, ?, ?, ?)",
            (
                snapshot.target,
                snapshot.identity,
                snapshot.fetched_at,
                snapshot.raw_sha256,
                snapshot.disposition == "staged",
                snapshot.as_json(),
            ),
        )

    def of_target(self, target: str) -> list[Snapshot]:
        """Return the snapshots of an address or a file's name, oldest first."""
        return self._where("target", target)

    def of_identity(self, identity: str) -> list[Snapshot]:
        """Return the snapshots of one article, whatever addresses brought it, oldest first."""
        return self._where("identity", identity)

    def latest(self, target: str) -> Snapshot | None:
        """Return the newest snapshot of a target, None if it was never archived."""
        found = self.of_target(target)
        return found[-1] if found else None

    def targets_since(self, moment: str) -> Iterator[str]:
        """Yield the targets that first brought an article at that time or later."""
        return self._texts(
            "select target from snapshots where staged group by target having min(fetched_at) >= ?",
            moment,
        )

    def lines(self) -> Iterator[str]:
        """Yield every snapshot as JSON, in the order in which they came."""
        return self._texts("select line from snapshots order by rowid")

    def versions(self) -> Iterator[str]:
        """Yield every article version that is to be read as JSON, each once, as last seen."""
        return self._texts(_VERSIONS)

    def _where(self, column: str, value: str) -> list[Snapshot]:
        found = f"select line from snapshots where {column} = ? order by fetched_at, rowid"
        return [Snapshot.from_json(line) for line in self._texts(found, value)]

    def _texts(self, query: str, *given: str) -> Iterator[str]:
        for (text,) in self._db.execute(query, given):
            yield text
