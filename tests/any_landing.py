"""Landing rows of anything that the schema allows, from a seed: sound ones, and ones gone wild.

A row begins as a sound article; then some of its values are replaced by others of the same Arrow
type, whatever they mean, so that sound and impossible rows land side by side.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa
from wirebook.landing.schema import READINGS_SCHEMA

RUN_AT = datetime(2026, 11, 21, tzinfo=UTC)
_DAY = date(2026, 11, 19)
_WORDS = (
    *(
        "",
        " ",
        "a",
        "x" * 5000,
        "'; drop table marts.fct_money_facts; --",
        '"',
        "\\",
        "%",
        "{{ 1/0 }}",
    ),
    *(
        "{batch}",
        "$1",
        "${HOME}",
        "../../etc",
        "=cmd()",
        "\x00",
        "\u202e",
        "\u0301",
        "한국",
        "Łódź",
    ),
    *("\U0001f4b0" * 3, "NaN", "null", "None", "ai+", "+", "ai", "USD", "KRW", "BTC", "XXX", "usd"),
    *(
        "body",
        "title",
        "boilerplate",
        "exact",
        "range",
        "about",
        "at_most",
        "plus",
        "minus",
        "live",
    ),
    *("retracted", "corrected", "day", "unknown", "not_after", "done", "denied", "forecast", "PER"),
    *("level", "change", "per_unit", "revenue", "net_profit", "supplier", "direct", "generated"),
    *(
        "contract",
        "market_size",
        "explicit",
        "house",
        "en",
        "ko",
        "zh",
        "full",
        "hash_only",
        "Acme",
    ),
)
_WHOLE = (0, 1, 2, 3, 7, 20, 100, 2**31, 2**63 - 1, -1, -(2**31), -(2**63))
_SUMS = ("0", "1", "0.0001", "-1", "7.5", "1200000000", "5e12", "1e20", "99999999999999999999")
_TYPES = ("investment", "contract", "financial_result", "capital_flow", "market_size", "other")


def landing(seed: int, articles: int = 60) -> list[dict[str, Any]]:
    """Return rows of the landing: a third are sound, some have a slip, some hardly a true word."""
    chance = Random(seed)
    rows = [_article(chance, number) for number in range(articles)]
    wild = (0.0, 0.003, 0.003, 0.01, 0.03, 0.3)
    return [_gone_wild(row, READINGS_SCHEMA, chance, chance.choice(wild)) for row in rows]


def _article(chance: Random, number: int) -> dict[str, Any]:
    name = hashlib.sha256(f"{number} {chance.random()}".encode()).hexdigest()[:32]
    published_on = chance.choice((None, _DAY, _DAY - timedelta(days=number)))
    amounts = [_amount(chance, n) for n in range(chance.randint(0, 5))]
    names = [chance.choice(("Acme", "Bolt", "노르덴", "Cogs Inc")) for _ in range(3)]
    whole: dict[str, Any] = {
        "article_version_id": name,
        "article_id": name[::-1],
        "source": "test",
        "outlet": chance.choice(("Wire", "Daily", "Board")),
        "independence_group": chance.choice((None, "Wire")),
        "canonical_url": None,
        "file_name": f"{number}.txt",
        "raw_sha256": name,
        "language": chance.choice(("en", "ko", None)),
        "title": chance.choice((None, "Acme invests", "L'accordo di lunedì» e poi", "25 » Acme")),
        "published_on": published_on,
        "published_precision": "unknown" if published_on is None else "day",
        "published_evidence": None if published_on is None else "a date",
        "status": chance.choice(("live", "live", "live", "corrected", "retracted")),
        "fetched_at": RUN_AT - timedelta(days=1),
        "reader_version": "test",
        "text_retention": "full",
        "text_chars": 1000,
        "money": amounts,
        "claims": [_claim(chance, n, names, amounts) for n in range(len(amounts))],
        "entities": [
            {"ordinal": n, "start": 10 * n, "end": 10 * n + len(one), "surface": one, "name": one,
             "type": chance.choice(("ORG", "PER", None)), "name_key": one.lower(), "zone": "body"}
            for n, one in enumerate(names)
        ],
        "quotes": [
            {"ordinal": 0, "start": 5, "end": 50, "kind": "direct", "speaker": names[0],
             "speaker_key": names[0].lower(), "text_hash": chance.choice("ab")}
        ],
        "zones": [{"start": 0, "end": 900, "zone": "body", "keep": True, "line_hash": number % 3}],
        "shingles": [chance.randint(0, 60) for _ in range(30)],
        "number_keys": [f"num:{chance.randint(1, 9)}"],
        "name_keys": sorted({one.lower() for one in names}),
    }  # fmt: skip
    lists = {f.name for f in READINGS_SCHEMA if pa.types.is_list(f.type)}
    return {n: whole.get(n, [] if n in lists else None) for n in READINGS_SCHEMA.names}


def _amount(chance: Random, ordinal: int) -> dict[str, Any]:
    figure = Decimal(chance.choice(("70", "70", "5e8", "2.5e9", "7.15e14", "120000")))
    bound = chance.choice(("exact", "about", "at_least", "at_most", "range"))
    low = None if bound in ("about", "at_most") else figure
    high = {"exact": figure, "at_most": figure, "range": figure * 1000}.get(bound)
    restates = chance.randint(0, ordinal - 1) if ordinal and chance.random() < 0.1 else None
    start = 100 * ordinal
    return {
        **{"ordinal": ordinal, "start": start, "end": start + 20, "core_start": start},
        **{"core_end": start + 20, "byte_start": start, "byte_end": start + 20},
        **{"evidence_start": start, "evidence_end": start + 90, "surface": "x" * 20},
        **{"low": low, "high": high, "point": None if bound == "range" else figure},
        **{"currency": chance.choice(("USD", "USD", "KRW", "BTC", "DEM", None)), "bound": bound},
        **{"currency_evidence": "explicit", "sign": chance.choice(("plus", "minus", None))},
        **{"zone": chance.choice(("body", "body", "boilerplate")), "restates": restates},
    }


def _claim(
    chance: Random, ordinal: int, names: list[str], amounts: list[dict[str, Any]]
) -> dict[str, Any]:
    def another() -> int | None:
        return chance.randrange(len(amounts)) if chance.random() < 0.2 else None

    return {
        **{"ordinal": ordinal, "money": ordinal, "fact_type": chance.choice(_TYPES)},
        **{"subject": chance.choice((*names, None)), "object": chance.choice((*names, None))},
        **{"subject_type": chance.choice(("ORG", None)), "topic": chance.choice(("ai", None))},
        "modality": chance.choice(("done", "committed", "planned", "forecast", "denied")),
        "said_by": chance.choice((names[0], None)),
        "parties": [
            {"name": chance.choice(names), "role": chance.choice(("supplier", "seller", None))}
        ],
        **{"measure": chance.choice(("level", "level", "change", "per_unit", None))},
        **{
            "metric": chance.choice(("revenue", "net_profit", None)),
            "sign": amounts[ordinal]["sign"],
        },
        "horizon_start": chance.choice((None, _DAY)),
        "horizon_end": chance.choice((None, _DAY + timedelta(days=300), date(2126, 1, 1))),
        "horizon_months": chance.choice((None, 12, 600)),
        **{"confidence": Decimal("0.9"), "part_of": another(), "corrected_to": another()},
    }


def _gone_wild(
    row: dict[str, Any], fields: pa.Schema | pa.StructType, chance: Random, wildness: float
) -> dict[str, Any]:
    return {name: _value(fields.field(name).type, row.get(name), chance, wildness) for name in row}


def _value(kind: pa.DataType, value: Any, chance: Random, wildness: float) -> Any:
    if pa.types.is_list(kind):
        if value is None or chance.random() < wildness / 5:
            return chance.choice((None, [], [None]))
        items = [_value(kind.value_type, item, chance, wildness) for item in value]
        return items + items[:1] if items and chance.random() < wildness else items
    if pa.types.is_struct(kind):
        return None if value is None else _gone_wild(value, kind, chance, wildness)
    if chance.random() >= wildness:
        return value
    made: dict[Callable[[pa.DataType], bool], Callable[[], Any]] = {
        pa.types.is_string: lambda: chance.choice(_WORDS),
        pa.types.is_large_string: lambda: chance.choice(_WORDS),
        pa.types.is_boolean: lambda: chance.choice((True, False)),
        pa.types.is_uint64: lambda: chance.choice((0, 1, 2**64 - 1)),
        pa.types.is_int64: lambda: chance.choice(_WHOLE),
        pa.types.is_date32: lambda: chance.choice(
            (date.min, date.max, date(1, 12, 31), date(1850, 1, 1), date(2060, 12, 31), _DAY)
        ),
        pa.types.is_timestamp: lambda: datetime(
            chance.choice((1, 1970, 2026, 9999)), 1, 1, tzinfo=UTC
        ),
        pa.types.is_decimal: lambda: _decimal(kind, chance),
    }
    make = next(make for is_kind, make in made.items() if is_kind(kind))
    return None if chance.random() < 0.2 else make()


def _decimal(kind: pa.Decimal128Type, chance: Random) -> Decimal:
    # Exact from its digits: arithmetic would round to the context's precision.
    nines = "9" * kind.precision
    largest = Decimal(f"{nines[: kind.precision - kind.scale]}.{nines[-kind.scale :]}")
    if kind.precision < 38:
        return chance.choice(
            (Decimal(0), Decimal(1), largest, largest.copy_negate(), Decimal("0.5"))
        )
    return chance.choice((*map(Decimal, _SUMS), largest, largest.copy_negate()))
