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
from wirebook.landing.clauses import Span, kept_spans
from wirebook.pages.article import Article, PageDate
from wirebook.quoting import (
    has_contact,
    printable,
    shown_with_places,
    without_contacts,
    without_emails,
)
from wirebook.reading.keys import article_keys, line_hash, name_key
from wirebook.reading.model import Claim, Money, Publication, Quote, Reading, Zone
from wirebook.sources import Source

_TEN_THOUSANDTH = Decimal("0.0001")
_LONGEST_LABEL = 300
_LONGEST_SEARCHED = 2000


class ByteMap(Protocol):
    """Where the characters of a text lie in the raw bytes."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the bytes, end exclusive, that hold characters ``start`` to ``end``."""


def reading_columns(
    text: str, reading: Reading, byte_map: ByteMap, kept_share: float | None = None
) -> dict[str, Any]:
    """Return the landing columns that come from the text alone.

    ``kept_share`` is the share of the text that may be kept as evidence, None where all of it is:
    the evidence of an amount is then its clause, as far as the share reaches, else its sentence.
    """
    keys = article_keys(text, reading.lang, reading.zones, reading.money, reading.entities)
    return {
        "language": reading.lang,
        "title": _label(reading.title),
        "published_on": reading.publication.published_on,
        "published_not_after": reading.publication.published_not_after,
        "published_precision": reading.publication.published_precision,
        "published_evidence": _label(reading.publication.published_evidence),
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
        "money": _money(text, reading, byte_map, kept_share),
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
            if _name(e.surface) is not None and _name(e.name) is not None
        ],
        "quotes": [_quote(i, quote, text) for i, quote in enumerate(reading.quotes)],
        "claims": _claims(reading.claims, reading.money),
        "shingles": list(keys.shingles),
        "number_keys": list(keys.number_keys),
        "name_keys": list(keys.name_keys),
        "translation_keys": list(keys.translation_keys),
        "refused": [
            {"start": start, "end": end, "reason": reason} for start, end, reason in reading.refused
        ],
    }


def _fields(record: object, names: str) -> dict[str, Any]:
    return {name: _stored(getattr(record, name)) for name in names.split()}


def _stored(value: Any) -> Any:
    """Return a value as the tables keep it: amounts to the ten-thousandth, text printable."""
    if isinstance(value, str):
        return printable(value)
    return value.quantize(_TEN_THOUSANDTH) if isinstance(value, Decimal) else value


def _money(
    text: str, reading: Reading, byte_map: ByteMap, kept_share: float | None
) -> list[dict[str, Any]]:
    rows = []
    evidence = _evidence(text, reading, kept_share)
    for i, (money, sentence) in enumerate(zip(reading.money, evidence, strict=True)):
        shown = sentence or (None, None)
        in_bytes = byte_map.span(money.start, money.end)
        rows.append(
            {
                "ordinal": i,
                **_fields(money, "start end core_start core_end surface low high point"),
                **_fields(money, "currency currency_evidence bound sign zone restates"),
                "byte_start": in_bytes[0],
                "byte_end": in_bytes[1],
                "evidence_start": shown[0],
                "evidence_end": shown[1],
                **_evidence_shown(text, sentence, (money.start, money.end)),
            }
        )
    return rows


def _evidence(text: str, reading: Reading, kept_share: float | None) -> list[Span | None]:
    """Return what shows each amount: its sentence, or what is kept of that."""
    if kept_share is None:
        return [*reading.sentences]
    amounts = [(money.start, money.end) for money in reading.money]
    return kept_spans(text, amounts, reading.sentences, kept_share)


def _evidence_shown(text: str, evidence: Span | None, amount: Span) -> dict[str, Any]:
    """Return the words of an amount's evidence as they may be shown, and the amount in them."""
    if evidence is None:
        return {"evidence": None, "mark_start": None, "mark_end": None}
    start, end = evidence
    words, places = shown_with_places(text[start:end], (amount[0] - start, amount[1] - start))
    mark = {"mark_start": places[amount[0] - start], "mark_end": places[amount[1] - start]}
    return {"evidence": words, **mark}


def _claims(claims: Sequence[Claim], money: Sequence[Money]) -> list[dict[str, Any]]:
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
            **_claim(i, claim),
            "part_of": claim_on(claim.part_of),
            "corrected_to": claim_on(claim.corrected_to),
        }
        for i, claim in enumerate(claims)
    ]


def _restated(money: Money) -> int:
    return -1 if money.restates is None else money.restates


def _claim(ordinal: int, claim: Claim) -> dict[str, Any]:
    said_by = claim.said_by if claim.said_by is not None else claim.attributed_to
    return {
        "ordinal": ordinal,
        **_fields(claim, "money fact_type subject_type topic modality hedge"),
        **_fields(claim, "measure metric sign horizon_start horizon_end horizon_months"),
        **_fields(claim, "confidence"),
        **_who("subject", claim.subject, claim.subject_entity_id),
        **_who("object", claim.object, claim.object_entity_id),
        "said_by": None if said_by is None else _name(said_by),
        **_who("attributed_to", said_by, claim.said_by_entity_id),
        "parties": [
            {
                "name": shown,
                "entity_id": party.entity_id,
                "name_key": name_key(party.name),
                "role": party.role,
            }
            for party in claim.parties
            if (shown := _name(party.name)) is not None
        ],
    }


def _quote(ordinal: int, quote: Quote, text: str) -> dict[str, Any]:
    said = text[quote.start : quote.end]
    return {
        "ordinal": ordinal,
        **_fields(quote, "start end kind"),
        "role": _label(quote.role),
        **_who("speaker", quote.speaker, quote.speaker_entity_id),
        "text_hash": hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:32],
    }


def _who(column: str, name: str | None, entity_id: str | None) -> dict[str, str | None]:
    """Return the columns of a name; what holds somebody's mailbox or telephone is none."""
    shown = None if name is None else _name(name)
    if name is None or shown is None:
        return {column: None, f"{column}_entity_id": None, f"{column}_key": None}
    return {
        column: shown,
        f"{column}_entity_id": entity_id,
        f"{column}_key": name_key(name),
    }


def _name(name: str) -> str | None:
    shown = printable(name)
    return None if has_contact(shown) else shown


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
        "canonical_url": None if canonical is None else without_emails(canonical),
        "file_name": None if snapshot.file_name is None else without_emails(snapshot.file_name),
        "raw_sha256": snapshot.raw_sha256,
        "warc_file": snapshot.warc_file,
        "warc_offset": snapshot.warc_offset,
        "warc_record_id": snapshot.warc_record_id,
        "encoding": page.encoding,
        "extractor": page.extractor,
        "content_type": snapshot.content_type,
        "modified_on": modified.published_on,
        "modified_evidence": _label(modified.published_evidence),
        "byline": _label(page.byline) if source.byline else None,
        "section": _label(page.section),
        "status": status,
        "fetched_at": datetime.fromisoformat(snapshot.fetched_at),
        "text_retention": snapshot.retention,
        "tdm_reserved": snapshot.tdm_reserved,
    }


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _label(said: str | None) -> str | None:
    """Return what a page says in one line, for all to see: printable, nobody's mailbox in it.

    Cut where no title, section or byline is that long; None where nothing is left.
    """
    if said is None:
        return None
    shown = printable(" ".join(said.split()), None)[:_LONGEST_SEARCHED]
    return without_contacts(shown)[:_LONGEST_LABEL].strip() or None


def page_date(stated: PageDate | None) -> Publication | None:
    """Return what a page's markup says of its own day, None where it says nothing."""
    if stated is None:
        return None
    evidence = f"{stated.evidence}: {stated.raw}"
    if stated.precision == "day":
        return Publication(date.fromisoformat(stated.day), None, "day", evidence)
    precision: Literal["month", "year"] = "month" if stated.precision == "month" else "year"
    return Publication(None, None, precision, evidence)
