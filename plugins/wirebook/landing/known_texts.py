"""The texts that a source's landing holds, by their digests: what was read need not be extracted.

Nothing is kept beside the landing, so a text that retention takes out of it is not known here
either, and neither is one that another version of the reader extracted.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from wirebook.archive.snapshots import Snapshot
from wirebook.landing import parts
from wirebook.landing.reader_version import reader_version
from wirebook.pages.article import digest_of
from wirebook.settings import StatePaths

_COLUMNS = ["warc_record_id", "reader_version", "text"]
_BATCH = 200


class KnownTexts:
    """The digests of one source's landed texts; a day is read once, when it is first asked for."""

    def __init__(self, state: StatePaths, source: str) -> None:
        self._state = state
        self._source = source
        self._days: dict[str, dict[str, str]] = {}

    def digest(self, snapshot: Snapshot) -> str | None:
        """Return the digest of a snapshot's text, None where this reader did not land it whole."""
        day = snapshot.warc_file.split("/")[1]
        if day not in self._days:
            folder = parts.partition_dir(self._state.landing, day, self._source)
            self._days[day] = _digests(folder)
        return self._days[day].get(snapshot.warc_record_id)


def _digests(folder: Path) -> dict[str, str]:
    """Return the digests of a partition's texts by record; a batch of texts is held at a time."""
    found: dict[str, str] = {}
    for part in sorted(folder.glob("part-*.parquet")):
        with pq.ParquetFile(part) as file:
            for batch in file.iter_batches(_BATCH, columns=_COLUMNS):
                for row in batch.to_pylist():
                    if row["text"] is not None and row["reader_version"] == reader_version():
                        found[row["warc_record_id"]] = digest_of(row["text"])
    return found
