"""What the reader says of one text: spans with their meaning.

Every offset counts Unicode code points of the text as it was given, ends are exclusive, and
``text[start:end] == surface`` always holds. Amounts are :class:`~decimal.Decimal` in whole
currency units. The JSON form of these records is the contract of ``wirebook read``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

ZoneKind = Literal[
    "title",
    "body",
    "speaker_label",
    "caption",
    "credit",
    "navigation",
    "board_list",
    "related",
    "advert",
    "tip_line",
    "table",
    "faq",
]
MentionZone = Literal["body", "boilerplate"]
Bound = Literal["exact", "at_least", "more_than", "at_most", "less_than", "about", "range"]
CurrencyEvidence = Literal["explicit", "inherited", "house"]
PeriodKind = Literal["date", "interval", "duration", "deadline"]
PercentUnit = Literal["percent", "percentage_point", "times"]
Direction = Literal["up", "down"]
# Which way an amount counts: a minus is a loss, an outflow, net selling.
Sign = Literal["plus", "minus"]
EntityType = Literal["PER", "ORG", "LOC", "PRODUCT", "EVENT"]
QuoteKind = Literal["direct", "interpretation", "generated"]
Precision = Literal["day", "month", "year", "not_after", "unknown"]
FactType = Literal[
    "investment",
    "stake_purchase",
    "acquisition",
    "funding_round",
    "capital_flow",
    "project_size",
    "market_size",
    "government_budget",
    "contract",
    "financial_result",
    "valuation",
    "penalty",
    "other",
]
Modality = Literal["done", "committed", "planned", "forecast", "reported", "denied"]
Measure = Literal["level", "change", "per_unit"]
Metric = Literal[
    "revenue",
    "operating_profit",
    "net_profit",
    "gross_profit",
    "ebitda",
    "orders",
    "backlog",
    "exports",
    "assets",
    "debt",
    "equity",
    "cash",
    "cash_flow",
    "dividend",
    "buyback",
    "tax",
    "cost",
    "impairment",
    "other",
]
Role = Literal[
    "seller",
    "supplier",
    "investor",
    "lender",
    "recipient",
    "regulator",
    "backer",
    "buyer",
    "target",
    "partner",
]


@dataclass(frozen=True, slots=True)
class Zone:
    """A span of the page and whether it belongs to the article (``keep``)."""

    start: int
    end: int
    zone: ZoneKind
    keep: bool


@dataclass(frozen=True, slots=True)
class Money:
    """One money expression.

    The outer span holds number, unit, currency and an adjacent bound word; the core span leaves
    the bound word out. By bound: exact has low = high = point; at_least and more_than have
    low = point and no high; at_most and less_than have high = point and no low; about has a point
    only; range has low and high only. Amounts are positive: ``sign`` tells a minus, printed or said
    by the noun beside it (손실, "a loss of"). ``restates`` is the index, within the same text's
    money, of the amount that this one says again in another currency.
    """

    start: int
    end: int
    core_start: int
    core_end: int
    surface: str
    low: Decimal | None
    high: Decimal | None
    point: Decimal | None
    currency: str | None
    currency_evidence: CurrencyEvidence
    bound: Bound
    zone: MentionZone = "body"
    restates: int | None = None
    sign: Sign = "plus"


@dataclass(frozen=True, slots=True)
class Percent:
    """A percentage, percentage point or multiple; ``value`` is the number before the sign."""

    start: int
    end: int
    surface: str
    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: PercentUnit
    direction: Direction | None
    bound: Bound
    zone: MentionZone = "body"


@dataclass(frozen=True, slots=True)
class Period:
    """A date, interval, duration or deadline; ``from_`` and ``to`` are inclusive days."""

    start: int
    end: int
    surface: str
    kind: PeriodKind
    months: int | None
    from_: date | None
    to: date | None
    bound: Bound
    zone: MentionZone = "body"


@dataclass(frozen=True, slots=True)
class Entity:
    """One mention of a named thing; ``entity_id`` and ``qid`` only where the gazetteer has them."""

    start: int
    end: int
    surface: str
    type: EntityType
    entity_id: str | None
    name: str
    qid: str | None


def _kept(default: object = None) -> Any:
    """A field for the landing that the JSON form leaves out."""
    return field(default=default, metadata={"kept": True})


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation without its marks; only a direct one has a speaker."""

    start: int
    end: int
    kind: QuoteKind
    speaker: str | None
    role: str | None
    speaker_entity_id: str | None = _kept()


@dataclass(frozen=True, slots=True)
class Party:
    """Who else takes part in what a claim tells, and as what; no role where none is told."""

    name: str
    role: Role | None = None
    entity_id: str | None = _kept()


@dataclass(frozen=True, slots=True)
class Claim:
    """What a text says of one amount; ``money``, ``part_of`` and ``corrected_to`` are indexes
    into the same text's money.

    ``part_of`` points at the amount that contains this one, as in "14 trillion won, including a
    1 trillion won stake"; ``corrected_to`` at the one that the text itself puts in this one's
    place. ``measure`` tells a level from a change and from a rate per unit; ``metric`` says which
    figure of the accounts a result is; ``sign`` is minus for a loss, an outflow or a fall, the
    amount itself being positive. ``said_by`` and ``attributed_to`` are one field under its new
    and its old name: who states it. ``confidence`` is the probability that kind and subject are
    right.
    """

    money: int
    fact_type: FactType
    subject: str | None
    subject_type: EntityType | None
    object: str | None
    parties: tuple[Party, ...]
    topic: str | None
    modality: Modality
    hedge: str | None
    attributed_to: str | None
    horizon_start: date | None
    horizon_end: date | None
    horizon_months: int | None
    confidence: Decimal
    measure: Measure = "level"
    metric: Metric | None = None
    sign: Sign = "plus"
    said_by: str | None = None
    part_of: int | None = None
    corrected_to: int | None = None
    subject_entity_id: str | None = _kept()
    object_entity_id: str | None = _kept()
    said_by_entity_id: str | None = _kept()


@dataclass(frozen=True, slots=True)
class Publication:
    """When the text says it was published, how precisely, and the characters that say so.

    ``published_on`` is set with day precision only; ``not_after`` is an upper bound for the day.
    """

    published_on: date | None = None
    published_not_after: date | None = None
    published_precision: Precision = "unknown"
    published_evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one text."""

    lang: str | None
    title: str | None
    publication: Publication
    zones: tuple[Zone, ...] = ()
    money: tuple[Money, ...] = ()
    percents: tuple[Percent, ...] = ()
    periods: tuple[Period, ...] = ()
    entities: tuple[Entity, ...] = ()
    quotes: tuple[Quote, ...] = ()
    claims: tuple[Claim, ...] = ()
    # The sentence around each amount, as (start, end), where claims were read.
    sentences: tuple[tuple[int, int], ...] = _kept(())
    # Amounts that were seen and refused (too large, too long), as (start, end, reason).
    refused: tuple[tuple[int, int, str], ...] = field(default=())


def as_json(value: Any) -> Any:
    """Return the JSON form of a record: decimals and dates as strings, ``from_`` as ``from``."""
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal):
        return format(value.normalize(), "f") if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [as_json(v) for v in value]
    if hasattr(value, "__dataclass_fields__"):
        keys = _keys(type(value))  # type: ignore[arg-type]  # mypy holds type[Any] unhashable
        return {key: as_json(getattr(value, name)) for name, key in keys}
    return value


@cache
def _keys(kind: type) -> tuple[tuple[str, str], ...]:
    """Return the fields of a record and their keys in its JSON form."""
    shown = (f.name for f in fields(kind) if "kept" not in f.metadata)
    return tuple((name, name.rstrip("_")) for name in shown)
