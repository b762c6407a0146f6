"""The landing's columns: one row an article version, nested lists of what was read from it.

The schema is explicit, so an empty list or an empty day has the same types as a full one. In a
claim ``part_of`` and ``corrected_to`` are ordinals of claims, ``money`` is one of an amount; what
the reader does not read is null. ``evidence`` of an amount are the words of its evidence span as
they may be shown, with the amount at ``mark_start`` to ``mark_end`` of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

import pyarrow as pa

_AMOUNT = pa.decimal128(38, 4)


def _list(**columns: pa.DataType) -> pa.ListType:
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in columns.items()]))


_SPAN = {"start": pa.int64(), "end": pa.int64()}
_PARTY = pa.struct(
    [
        pa.field("name", pa.string()),
        pa.field("entity_id", pa.string()),
        pa.field("name_key", pa.string()),
        pa.field("role", pa.string()),
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
                evidence=pa.string(),
                mark_start=pa.int64(),
                mark_end=pa.int64(),
                surface=pa.string(),
                low=_AMOUNT,
                high=_AMOUNT,
                point=_AMOUNT,
                currency=pa.string(),
                currency_evidence=pa.string(),
                bound=pa.string(),
                sign=pa.string(),
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
                said_by=pa.string(),
                horizon_start=pa.date32(),
                horizon_end=pa.date32(),
                horizon_months=pa.int64(),
                confidence=pa.decimal128(5, 4),
                measure=pa.string(),
                metric=pa.string(),
                sign=pa.string(),
                part_of=pa.int64(),
                corrected_to=pa.int64(),
            ),
        ),
        pa.field("shingles", pa.list_(pa.uint64())),
        pa.field("number_keys", pa.list_(pa.string())),
        pa.field("name_keys", pa.list_(pa.string())),
        pa.field("translation_keys", pa.list_(pa.string())),
        pa.field("refused", _list(**_SPAN, reason=pa.string())),
    ]
)

# The schema's name: another whenever a column, at any depth, is another.
SCHEMA_ID = hashlib.sha256(READINGS_SCHEMA.to_string().encode()).hexdigest()[:16]
# What held of every row before its list's column came.
BEFORE: Mapping[str, Mapping[str, Any]] = {
    "money": {"sign": "plus"},
    "claims": {"measure": "level", "sign": "plus"},
}


def completed(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row of an earlier schema with what :data:`BEFORE` says of columns it lacks."""
    lists = {
        name: [{**known, **item} for item in row[name]]
        for name, known in BEFORE.items()
        if row.get(name)
    }
    return {**row, **lists}
