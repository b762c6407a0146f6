"""The landing: what the reader said, one row per article version, as Parquet.

Grain of ``readings``: one row per article version. Nested lists hold what was read from it. The
schema is explicit, so an empty list or an empty day has the same types as a full one. A partition
(day and source) is overwritten whole, and nothing half-written is ever visible under its name.
"""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wirebook import parts

# Rows of a row group. Their number must not depend on what they hold, or bytes would.
_BATCH = 200
_AMOUNT = pa.decimal128(38, 4)


def _list(**columns: pa.DataType) -> pa.ListType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in columns.items()]))


_SPAN = {"start": pa.int64(), "end": pa.int64()}
_PARTY = pa.struct(
    [
        pa.field("name", pa.string()),
        pa.field("entity_id", pa.string()),
        pa.field("name_key", pa.string()),
    ]
)

READINGS_SCHEMA = pa.schema(
    [
        pa.field("article_version_id", pa.string()),
        pa.field("article_id", pa.string()),
        pa.field("source", pa.string()),
        pa.field("outlet", pa.string()),
        pa.field("source_type", pa.string()),
        pa.field("independence_group", pa.string()),
        pa.field("canonical_url", pa.string()),
        pa.field("file_name", pa.string()),
        pa.field("raw_sha256", pa.string()),
        pa.field("warc_file", pa.string()),
        pa.field("warc_offset", pa.int64()),
        pa.field("warc_record_id", pa.string()),
        pa.field("encoding", pa.string()),
        pa.field("extractor", pa.string()),
        pa.field("content_type", pa.string()),
        pa.field("language", pa.string()),
        pa.field("title", pa.string()),
        pa.field("published_on", pa.date32()),
        pa.field("published_not_after", pa.date32()),
        pa.field("published_precision", pa.string()),
        pa.field("published_evidence", pa.string()),
        pa.field("modified_on", pa.date32()),
        pa.field("modified_evidence", pa.string()),
        pa.field("byline", pa.string()),
        pa.field("section", pa.string()),
        pa.field("status", pa.string()),
        pa.field("fetched_at", pa.timestamp("us", tz="UTC")),
        pa.field("reader_version", pa.string()),
        pa.field("text_retention", pa.string()),
        pa.field("tdm_reserved", pa.bool_()),
        pa.field("text", pa.large_string()),
        pa.field("text_chars", pa.int64()),
        pa.field("zones", _list(**_SPAN, zone=pa.string(), keep=pa.bool_(), line_hash=pa.uint64())),
        pa.field(
            "money",
            _list(
                ordinal=pa.int64(),
                **_SPAN,
                core_start=pa.int64(),
                core_end=pa.int64(),
                byte_start=pa.int64(),
                byte_end=pa.int64(),
                evidence_start=pa.int64(),
                evidence_end=pa.int64(),
                surface=pa.string(),
                low=_AMOUNT,
                high=_AMOUNT,
                point=_AMOUNT,
                currency=pa.string(),
                currency_evidence=pa.string(),
                bound=pa.string(),
                zone=pa.string(),
                restates=pa.int64(),
            ),
        ),
        pa.field(
            "percents",
            _list(
                ordinal=pa.int64(),
                **_SPAN,
                surface=pa.string(),
                value=_AMOUNT,
                low=_AMOUNT,
                high=_AMOUNT,
                unit=pa.string(),
                direction=pa.string(),
                bound=pa.string(),
                zone=pa.string(),
            ),
        ),
        pa.field(
            "periods",
            _list(
                ordinal=pa.int64(),
                **_SPAN,
                surface=pa.string(),
                kind=pa.string(),
                months=pa.int64(),
                from_on=pa.date32(),
                to_on=pa.date32(),
                bound=pa.string(),
                zone=pa.string(),
            ),
        ),
        pa.field(
            "entities",
            _list(
                ordinal=pa.int64(),
                **_SPAN,
                surface=pa.string(),
                type=pa.string(),
                entity_id=pa.string(),
                name=pa.string(),
                qid=pa.string(),
                name_key=pa.string(),
                zone=pa.string(),
            ),
        ),
        pa.field(
            "quotes",
            _list(
                ordinal=pa.int64(),
                **_SPAN,
                kind=pa.string(),
                speaker=pa.string(),
                speaker_entity_id=pa.string(),
                speaker_key=pa.string(),
                role=pa.string(),
                text_hash=pa.string(),
            ),
        ),
        pa.field(
            "claims",
            _list(
                ordinal=pa.int64(),
                money=pa.int64(),
                fact_type=pa.string(),
                subject=pa.string(),
                subject_type=pa.string(),
                subject_entity_id=pa.string(),
                subject_key=pa.string(),
                object=pa.string(),
                object_entity_id=pa.string(),
                object_key=pa.string(),
                parties=pa.list_(_PARTY),
                topic=pa.string(),
                modality=pa.string(),
                hedge=pa.string(),
                attributed_to=pa.string(),
                attributed_to_entity_id=pa.string(),
                attributed_to_key=pa.string(),
                horizon_start=pa.date32(),
                horizon_end=pa.date32(),
                horizon_months=pa.int64(),
                confidence=pa.decimal128(5, 4),
                part_of=pa.int64(),
            ),
        ),
        pa.field("shingles", pa.list_(pa.uint64())),
        pa.field("number_keys", pa.list_(pa.string())),
        pa.field("name_keys", pa.list_(pa.string())),
        pa.field("refused", _list(**_SPAN, reason=pa.string())),
    ]
)


def partition_dir(landing: Path, day: str, source: str) -> Path:
    """Return the folder of one partition; ``day`` is ISO, ``source`` a validated source name."""
    return landing / "readings" / f"dt={day}" / f"source={source}"


def write_part(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """Write rows (in key order) as one Parquet part, visible only when complete.

    No rows make a typed, empty part. Equal rows give equal bytes. Memory holds a batch of rows,
    however many there are.
    """
    with parts.writing(path, READINGS_SCHEMA, _BATCH) as take:
        for row in _in_key_order(rows):
            take(row)
    return path


def read_part(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of one part, a batch at a time."""
    with pq.ParquetFile(path) as part:
        for batch in part.iter_batches(_BATCH):
            yield from batch.to_pylist()


def read_partition(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of every part of a partition."""
    for part in sorted(folder.glob("part-*.parquet")):
        yield from read_part(part)


def _in_key_order(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield rows by their version's id; until all have come they wait on disk."""
    with closing(sqlite3.connect("")) as waiting:
        waiting.execute("create table waiting (key text, row blob)")
        waiting.executemany(
            "insert into waiting values (?, ?)",
            ((str(row["article_version_id"]), pickle.dumps(row)) for row in rows),
        )
        for (row,) in waiting.execute("select row from waiting order by key, rowid"):
            yield pickle.loads(row)


def drop_other_parts(folder: Path, keep: set[str]) -> None:
    """Remove what a partition's newest reading did not write, half-written parts included."""
    if folder.is_dir():
        for part in folder.iterdir():
            if part.name not in keep:
                part.unlink()
