"""The landing row of a text that came by itself: no page, no source, no bytes to point at."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from wirebook.landing.row import reading_columns
from wirebook.landing.schema import READINGS_SCHEMA
from wirebook.reading.model import Reading


class _Characters:
    """Where there are no bytes, a character is where it says it is."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        return start, end


def bare_row(
    name: str, text: str, reading: Reading, seen_at: datetime, **known: Any
) -> dict[str, Any]:
    """Return a row for a text, ``name`` being its identity; ``known`` fills columns of the landing.

    ``seen_at`` is when it came, with a time zone. Raises KeyError for a column that is none.
    """
    row: dict[str, Any] = dict.fromkeys(READINGS_SCHEMA.names)
    article_id = _digest(name)
    row |= {
        "article_id": article_id,
        "article_version_id": _digest(f"{article_id}\n{_digest(text)}"),
        "source": "bare",
        "file_name": name,
        "raw_sha256": _digest(text),
        "status": "live",
        "fetched_at": seen_at,
        "reader_version": "bare",
        "text_retention": "none",
        **reading_columns(text, reading, _Characters()),
    }
    for column in known:
        if column not in row:
            raise KeyError(column)
    return row | known


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
