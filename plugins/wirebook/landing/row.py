"""One reading as one landing row: the reader's records, the keys SQL compares, and byte spans."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Literal, Protocol

from wirebook.archive.snapshots import Snapshot
from wirebook.pages.article import Article, PageDate
from wirebook.quoting import printable
from wirebook.reading.claims.page import Page
from wirebook.reading.keys import article_keys, line_hash, name_key
from wirebook.reading.model import Claim, Entity, Money, Publication, Quote, Reading, Zone
from wirebook.sources import Source

_TEN_THOUSANDTH = Decimal("0.0001")
_LONGEST_LABEL = 300


class ByteMap(Protocol):
    """Where the characters of a text lie in the raw bytes."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the bytes, end exclusive, that hold characters ``start`` to ``end``."""


def reading_columns(text: str, reading: Reading, byte_map: ByteMap) -> dict[str, Any]:
    """Return the landing columns that come from the text alone."""
    keys = article_keys(text, reading.lang, reading.zones, reading.money, reading.entities)
    known = _Names(reading.entities)
    return {
        "language": reading.lang,
        "title": reading.title,
        "published_on": reading.publication.published_on,
        "published_not_after": reading.publication.published_not_after,
        "published_precision": reading.publication.published_precision,
        "published_evidence": reading.publication.published_evidence,
        "text_chars": len(text),
        "zones": [
            {
                "start": zone.start,
                "end": zone.end,
                "zone": zone.zone,
                "keep": zone.keep,
                "line_hash": line_hash(text[zone.start : zone.end]),
            }
            for zone in reading.zones
        ],
        "money": _money(text, reading, byte_map),
        "percents": [
            {
                "ordinal": i,
                **_fields(p, "start end surface value low high unit direction bound zone"),
            }
            for i, p in enumerate(reading.percents)
        ],
        "periods": [
            {
                "ordinal": i,
                **_fields(p, "start end surface kind months bound zone"),
                "from_on": p.from_,
                "to_on": p.to,
            }
            for i, p in enumerate(reading.periods)
        ],
        "entities": [
            {
                "ordinal": i,
                **_fields(e, "start end surface type entity_id name qid"),
                "name_key": name_key(e.name),
                "zone": _zone_of(reading.zones, e.start),
            }
            for i, e in enumerate(reading.entities)
        ],
        "quotes": [_quote(i, quote, text, known) for i, quote in enumerate(reading.quotes)],
        "claims": _claims(reading.claims, reading.money, known),
        "shingles": list(keys.shingles),
        "number_keys": list(keys.number_keys),
        "name_keys": list(keys.name_keys),
        "refused": [
            {"start": start, "end": end, "reason": reason} for start, end, reason in reading.refused
        ],
    }


def _fields(record: object, names: str) -> dict[str, Any]:
    return {name: _stored(getattr(record, name)) for name in names.split()}


def _stored(value: Any) -> Any:
    """Round an amount to the ten-thousandth that the tables keep; leave the rest alone."""
    return value.quantize(_TEN_THOUSANDTH) if isinstance(value, Decimal) else value


def _money(text: str, reading: Reading, byte_map: ByteMap) -> list[dict[str, Any]]:
    page = Page(text, reading.zones, reading.money, (), (), (), None)
    rows = []
    for i, money in enumerate(reading.money):
        evidence = page.sentence(money.start, money.end - money.start)
        in_bytes = byte_map.span(money.start, money.end)
        rows.append(
            {
                "ordinal": i,
                **_fields(money, "start end core_start core_end surface low high point"),
                **_fields(money, "currency currency_evidence bound zone restates"),
                "byte_start": in_bytes[0],
                "byte_end": in_bytes[1],
                "evidence_start": evidence.start,
                "evidence_end": evidence.end,
            }
        )
    return rows


class _Names:
    """The gazetteer's answer for a name as a claim or quotation prints it."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._ids: dict[str, str] = {}
        for entity in entities:
            if entity.entity_id is not None:
                self._ids.setdefault(entity.name, entity.entity_id)
                self._ids.setdefault(entity.surface, entity.entity_id)

    def entity_id(self, name: str | None) -> str | None:
        return None if name is None else self._ids.get(name)


def _claims(claims: Sequence[Claim], money: Sequence[Money], known: _Names) -> list[dict[str, Any]]:
    """Return the claims; a part points at its whole's claim, and a withdrawn figure at the claim
    of the one in its place, not at the amounts that these are made of."""
    ordinals: dict[int, int] = {}
    for ordinal, claim in enumerate(claims):
        ordinals.setdefault(claim.money, ordinal)

    def claim_on(amount: int | None) -> int | None:
        if amount is None or not 0 <= amount < len(money):
            return None
        # What is said again in another currency is claimed of the amount that it restates.
        return ordinals.get(amount, ordinals.get(_restated(money[amount])))

    return [
        {
            **_claim(i, claim, known),
            "part_of": claim_on(claim.part_of),
            "corrected_to": claim_on(claim.corrected_to),
        }
        for i, claim in enumerate(claims)
    ]


def _restated(money: Money) -> int:
    return -1 if money.restates is None else money.restates


def _claim(ordinal: int, claim: Claim, known: _Names) -> dict[str, Any]:
    said_by = claim.said_by if claim.said_by is not None else claim.attributed_to
    return {
        "ordinal": ordinal,
        **_fields(claim, "money fact_type subject subject_type object topic modality hedge"),
        **_fields(claim, "measure metric sign horizon_start horizon_end horizon_months"),
        **_fields(claim, "confidence"),
        "subject_entity_id": known.entity_id(claim.subject),
        "subject_key": _key(claim.subject),
        "object_entity_id": known.entity_id(claim.object),
        "object_key": _key(claim.object),
        "said_by": said_by,
        "attributed_to": said_by,
        "attributed_to_entity_id": known.entity_id(said_by),
        "attributed_to_key": _key(said_by),
        "parties": [
            {
                "name": party.name,
                "entity_id": known.entity_id(party.name),
                "name_key": name_key(party.name),
                "role": party.role,
            }
            for party in claim.parties
        ],
    }


def _quote(ordinal: int, quote: Quote, text: str, known: _Names) -> dict[str, Any]:
    said = text[quote.start : quote.end]
    return {
        "ordinal": ordinal,
        **_fields(quote, "start end kind speaker role"),
        "speaker_entity_id": known.entity_id(quote.speaker),
        "speaker_key": _key(quote.speaker),
        "text_hash": hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32],
    }


def _key(name: str | None) -> str | None:
    return None if name is None else name_key(name)


def _zone_of(zones: Sequence[Zone], start: int) -> str:
    at = bisect_right(zones, start, key=attrgetter("start")) - 1
    return "body" if not zones or (at >= 0 and zones[at].keep) else "boilerplate"


def identity_columns(source: Source, snapshot: Snapshot, page: Article) -> dict[str, Any]:
    canonical = snapshot.canonical_url or page.canonical_url
    article_id = _hash(canonical or f"{source.name}\n{snapshot.file_name or snapshot.target}")
    status = snapshot.status if snapshot.status != "live" else page.status
    modified = page_date(page.modified) or Publication()
    return {
        "article_id": article_id,
        "article_version_id": _hash(f"{article_id}\n{snapshot.raw_sha256}"),
        "source": source.name,
        "outlet": source.outlet,
        "source_type": source.type,
        "independence_group": source.independence_group,
        "canonical_url": canonical,
        "file_name": snapshot.file_name,
        "raw_sha256": snapshot.raw_sha256,
        "warc_file": snapshot.warc_file,
        "warc_offset": snapshot.warc_offset,
        "warc_record_id": snapshot.warc_record_id,
        "encoding": page.encoding,
        "extractor": page.extractor,
        "content_type": snapshot.content_type,
        "modified_on": modified.published_on,
        "modified_evidence": modified.published_evidence,
        "byline": _printable(page.byline),
        "section": _printable(page.section),
        "status": status,
        "fetched_at": datetime.fromisoformat(snapshot.fetched_at),
        "text_retention": snapshot.retention,
        "tdm_reserved": snapshot.tdm_reserved,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _printable(said: str | None) -> str | None:
    """Return a page's short word on itself in one line, cut where no such word is that long."""
    return None if said is None else printable(" ".join(said.split()))[:_LONGEST_LABEL] or None


def page_date(stated: PageDate | None) -> Publication | None:
    """Return what a page's markup says of its own day, None where it says nothing."""
    if stated is None:
        return None
    evidence = f"{stated.evidence}: {stated.raw}"
    if stated.precision == "day":
        return Publication(date.fromisoformat(stated.day), None, "day", evidence)
    precision: Literal["month", "year"] = "month" if stated.precision == "month" else "year"
    return Publication(None, None, precision, evidence)
