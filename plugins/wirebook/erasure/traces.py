"""Where an article leaves traces beside archive, landing and versions: outcomes, quarantine, logs,
and the files of the last build."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wirebook import whole_files
from wirebook.archive.erased import NAMELESS, forms
from wirebook.erasure.subject import Subject
from wirebook.settings import StatePaths

_BATCH = 2_000
# A title or a file's name shorter than this may stand in a line for something else.
_SHORTEST = 12


def remove(state: StatePaths, subject: Subject) -> int:
    """Take an article's names out of ops, logs and build; return how many places had them.

    Rows of the operational tables stay, without the name; lines of logs go. What the last build
    left is removed whole: the next one begins from the landing.
    """
    shutil.rmtree(state.build, ignore_errors=True)
    changed = sum(_nameless(part, subject) for part in sorted(state.ops.glob("*/*/*.parquet")))
    return changed + sum(_without_lines(log, subject) for log in _logs(state))


def _nameless(part: Path, subject: Subject) -> int:
    """Write a part of an operational table anew where a row of it names the article."""
    with pq.ParquetFile(part) as file:
        schema = file.schema_arrow
        texts = [field.name for field in schema if _is_text(field.type)]
        found = sum(_names(row, texts, subject) for row in _rows(file))
        if not found:
            return 0
        with whole_files.writing(part, schema, _BATCH) as take:
            for row in _rows(file):
                take(_renamed(row, texts, subject) if _names(row, texts, subject) else row)
    return found


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_list(kind) else kind
    return bool(pa.types.is_string(inner))


def _rows(file: pq.ParquetFile) -> Iterator[dict[str, Any]]:
    for batch in file.iter_batches(_BATCH):
        yield from batch.to_pylist()


def _names(row: Mapping[str, Any], texts: list[str], subject: Subject) -> bool:
    return any(_is_told(said, subject) for name in texts for said in _texts(row[name]))


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [text for text in value or () if text]


def _is_told(said: str, subject: Subject) -> bool:
    if said.partition("/")[0] in subject.version_ids or said in subject.version_ids:
        return True
    if not forms(said).isdisjoint(subject.addresses):
        return True
    return any(word in said for word in _words(subject))


def _renamed(row: Mapping[str, Any], texts: list[str], subject: Subject) -> dict[str, Any]:
    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return NAMELESS if _is_told(value, subject) else value
        return value if value is None else [renamed(item) for item in value]

    return {**row, **{name: renamed(row[name]) for name in texts}}


def _words(subject: Subject) -> list[str]:
    """Return what in a longer text can only mean the article."""
    said = {*subject.addresses, *subject.titles}
    return sorted(word for word in said if len(word) >= _SHORTEST)


def _logs(state: StatePaths) -> Iterator[Path]:
    if state.airflow.is_dir():
        for path in sorted((state.airflow / "logs").rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path


def _without_lines(log: Path, subject: Subject) -> int:
    words = [word.encode() for word in _words(subject)]
    content = log.read_bytes()
    if not any(word in content for word in words):
        return 0
    lines = content.splitlines(keepends=True)
    kept = [line for line in lines if not any(word in line for word in words)]
    with whole_files.replacing(log) as partial:
        partial.write_bytes(b"".join(kept))
    return len(lines) - len(kept)
