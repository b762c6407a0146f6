"""``wirebook group``: JSON Lines in, and for each text its story and what it is a copy of.

The comparing alone: the texts are read as ``wirebook read`` reads them, land in a state of their
own that is thrown away, and the project's own models compare them. Nothing else is looked at, so
texts without a day or a language are compared as such.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from wirebook.commands.read import Refused, request
from wirebook.landing import parts
from wirebook.landing.bare import bare_row
from wirebook.reading.reader import read
from wirebook.settings import StatePaths
from wirebook.warehouse.build import article_groups

# Later than any day that a text may be from: nobody fetched them.
_SEEN_AT = datetime(9998, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class _Line:
    """What became of one line: its id, and the version that landed or why none did."""

    name: str | None
    version: str | None = None
    error: str | None = None


def run(source: IO[bytes], sink: IO[bytes]) -> int:
    """Group every text of ``source``; return 1 if any line was refused, else 0.

    A line that cannot be read gets an answer with an ``error`` in its place.
    """
    lines: list[_Line] = []
    with tempfile.TemporaryDirectory() as folder:
        state = StatePaths(Path(folder) / "state")
        path = parts.partition_dir(state.landing, _SEEN_AT.date().isoformat(), "bare")
        parts.write_part(path / "part-00000.parquet", _rows(source, lines))
        groups = article_groups(state, _SEEN_AT)
    names = {line.version: line.name for line in lines if line.version is not None}
    for line in lines:
        answer: dict[str, Any] = {"id": line.name}
        if line.version is None:
            answer["error"] = line.error
        else:
            # What the build would set aside, such as a wrongly decoded title, stands alone.
            story, first = groups.get(line.version, (line.version, line.version))
            answer["story"] = names[story]
            answer["copy_of"] = None if first == line.version else names[first]
        sink.write(json.dumps(answer).encode() + b"\n")
    sink.flush()
    return 1 if any(line.error for line in lines) else 0


def _rows(source: IO[bytes], lines: list[_Line]) -> Iterator[dict[str, Any]]:
    """Yield the landing row of each text, and note each line."""
    used: set[str] = set()
    for given in source:
        if not given.strip():
            continue
        try:
            asked = request(given)
            if asked.name in used:
                raise Refused("'id' is that of an earlier line", asked.name)
        except Refused as refused:
            lines.append(_Line(refused.name, error=str(refused)))
            continue
        used.add(asked.name)
        row = _row(asked.name, asked.text, asked.lang, asked.published_on)
        lines.append(_Line(asked.name, version=row["article_version_id"]))
        yield row


def _row(name: str, text: str, lang: str | None, published_on: date | None) -> dict[str, Any]:
    reading = read(text, lang=lang, published_on=published_on)
    return bare_row(name, text, reading, _SEEN_AT)
