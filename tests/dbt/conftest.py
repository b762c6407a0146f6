"""A landing made by hand: what a perfect reader would say of given articles."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from wirebook.landing import parts as landing
from wirebook.landing.schema import READINGS_SCHEMA
from wirebook.settings import StatePaths, seeds_dir
from wirebook.warehouse.rates import rates_path, write_rates

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
FETCHED_AT = datetime(2026, 11, 20, tzinfo=UTC)


def digest(*parts) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]


def number_key(currency: str, figure: str) -> str:
    """Return a figure as digits and power of ten, as the reader's keys do."""
    digits = format(Decimal(figure).normalize(), "f").rstrip("0")
    return f"{currency}:{digits}e{len(format(Decimal(figure), 'f')) - len(digits)}"


def shingles(text: str) -> list[int]:
    words = re.findall(r"\w+", text.lower())
    triples = (" ".join(words[n : n + 3]) for n in range(len(words) - 2))
    return sorted({int(digest(t)[:15], 16) for t in triples})


def write_landing(state: StatePaths, rows: Iterable[dict], day: str = "2026-11-20") -> None:
    """Write rows, which may leave columns out, as the landing of one day."""
    columns = READINGS_SCHEMA.names
    lists = {name for name in columns if str(READINGS_SCHEMA.field(name).type).startswith("list")}
    full = [
        {name: row.get(name, [] if name in lists else None) for name in columns} for row in rows
    ]
    folder = landing.partition_dir(state.landing, day, "test")
    landing.write_part(folder / "part-00000.parquet", full)


def article(name: str, **columns) -> dict:
    """Return a landing row of an article with its ids filled in."""
    article_id = digest("test", name)
    return {
        "article_version_id": digest(article_id, columns.get("raw_sha256", name)),
        "article_id": article_id,
        "source": "test",
        "outlet": "Test Wire",
        "file_name": name,
        "raw_sha256": digest(name),
        "published_precision": "day" if columns.get("published_on") else "unknown",
        "published_evidence": "test" if columns.get("published_on") else None,
        "fetched_at": FETCHED_AT,
        "reader_version": "test",
        "text_retention": "full",
        "text_chars": 1000,
        **columns,
    }


def money(ordinal: int, figure: str, currency: str = "USD", **columns) -> dict:
    """Return an exact amount; columns override."""
    start = 100 * ordinal
    return {
        "ordinal": ordinal,
        "start": start,
        "end": start + 20,
        "core_start": start,
        "core_end": start + 20,
        "surface": f"{figure} {currency}".ljust(20),
        "low": Decimal(figure),
        "high": Decimal(figure),
        "point": Decimal(figure),
        "currency": currency,
        "currency_evidence": "explicit",
        "bound": "exact",
        "zone": "body",
        **columns,
    }


def claim(ordinal: int, **columns) -> dict:
    """Return a claim of the amount with the same ordinal."""
    return {
        "ordinal": ordinal,
        "money": ordinal,
        "fact_type": "investment",
        "modality": "committed",
        "parties": [],
        "confidence": Decimal("0.9"),
        **columns,
    }


@pytest.fixture(scope="session")
def rates_file(tmp_path_factory) -> Path:
    return write_rates(tmp_path_factory.mktemp("fx") / "rates.parquet")


@pytest.fixture(scope="session")
def landed(rates_file):
    """Return a function that makes a state, below a folder, in which rows have landed."""

    def land(home: Path, rows: Iterable[dict]) -> StatePaths:
        state = StatePaths(home)
        if not rates_path(state).exists():
            rates_path(state).parent.mkdir(parents=True)
            rates_path(state).hardlink_to(rates_file)
        write_landing(state, rows)
        return state

    return land


@pytest.fixture(scope="session")
def case() -> SimpleNamespace:
    """Return the makers of landing rows: article, money and claim."""
    return SimpleNamespace(article=article, money=money, claim=claim)


@pytest.fixture(scope="session")
def gold():
    """Return the reader of the gold files; skip, saying so, where they are not at hand."""
    if not SHARED.is_dir():
        pytest.skip("../shared is not here: the gold facts are not compared")
    return read_gold


def read_gold(name: str) -> list[dict]:
    lines = (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.fixture(scope="session")
def gold_landing(gold) -> list[dict]:
    """Return the five articles as a perfect reader would land them.

    Where an article has a translation here, names that the gazetteer lacks stay as printed: to
    find that they are one entity is the work of the build.
    """
    with (seeds_dir() / "entities.csv").open(encoding="utf-8") as stream:
        gazetteer = {row["name_en"]: row["entity_id"] for row in csv.DictReader(stream)}
    entities = gold("entities")
    articles = gold("articles")
    rows = []
    for row in articles:
        file = row["file"]
        text = (SHARED / "articles" / file).read_bytes().decode("utf-8")
        own = [e for e in entities if e["file"] == file]
        twins = [a for a in articles if a["story"] == row["story"] and a["lang"] != row["lang"]]
        printed = {e["entity"]: e["mentions"][0][2] for e in own if e["mentions"] and twins}

        def named(name, printed=printed):
            known = gazetteer.get(name)
            return (name if known else printed.get(name, name)), known

        rows.append(_gold_row(row, text, own, named))
    return rows


def _gold_row(gold, text, entities, named) -> dict:
    file = gold["file"]
    money_rows = [m for m in read_gold("money") if m["file"] == file]
    quotes = read_gold("quotes")
    parts = {"subject": "subject", "object": "object", "attributed_to": "attributed_to"}
    claim_rows = []
    for ordinal, row in enumerate(c for c in read_gold("claims") if c["file"] == file):
        item = claim(
            ordinal,
            money=row["money"],
            fact_type=row["fact_type"],
            modality=row["modality"],
            topic=row["topic"],
            hedge=row["hedge"],
            horizon_start=row["horizon_start"] and date.fromisoformat(row["horizon_start"]),
            horizon_end=row["horizon_end"] and date.fromisoformat(row["horizon_end"]),
            horizon_months=row["horizon_months"],
            parties=[
                {"name": named(p)[0], "entity_id": named(p)[1], "name_key": None}
                for p in row["parties"]
            ],
        )
        for part in parts:
            if row[part] is not None:
                item[part], item[f"{part}_entity_id"] = named(row[part])
        claim_rows.append((row["fact"], item))
    by_fact = {fact: item["ordinal"] for fact, item in claim_rows}
    part_of = {f["fact"]: f["part_of"] for f in read_gold("facts")}
    for fact, item in claim_rows:
        item["part_of"] = by_fact.get(part_of[fact])
    keep = [
        (span["start"], span["end"])
        for row in read_gold("zones")
        if row["file"] == file
        for span in row["spans"]
        if span["keep"] == "yes"
    ]
    return article(
        file,
        outlet=gold["outlet"] or "unknown",
        language=gold["lang"],
        title=gold["title"],
        published_on=date.fromisoformat(gold["published_on"])
        if gold["published_precision"] == "day"
        else None,
        published_not_after=date.fromisoformat(gold["published_on"])
        if gold["published_precision"] == "not_after"
        else None,
        published_precision=gold["published_precision"],
        published_evidence=gold["published_evidence"],
        raw_sha256=gold["sha256"],
        text_chars=len(text),
        money=[
            {
                **{k: m[k] for k in ("start", "end", "core_start", "core_end", "surface")},
                **{k: m[k] and Decimal(m[k]) for k in ("low", "high", "point")},
                **{k: m[k] for k in ("currency", "currency_evidence", "bound", "zone")},
                "ordinal": n,
            }
            for n, m in enumerate(money_rows)
        ],
        entities=[
            {
                "ordinal": n,
                "start": start,
                "end": end,
                "surface": surface,
                "type": e["type"],
                "entity_id": named(e["entity"])[1],
                "name": named(e["entity"])[0],
                "zone": "body",
            }
            for n, (e, (start, end, surface)) in enumerate(
                (e, mention) for e in entities for mention in e["mentions"]
            )
        ],
        quotes=[
            {
                "ordinal": n,
                "start": q["start"],
                "end": q["end"],
                "kind": q["kind"],
                "speaker": q["speaker"] and named(q["speaker_entity"] or q["speaker"])[0],
                "role": q["role"],
                "text_hash": digest(text[q["start"] : q["end"]]),
            }
            for n, q in enumerate(q for q in quotes if q["file"] == file)
        ],
        claims=[item for _, item in claim_rows],
        shingles=shingles(" ".join(text[start:end] for start, end in keep)),
        number_keys=sorted(
            {
                number_key(m["currency"], m["point"] or m["low"])
                for m in money_rows
                if m["zone"] == "body"
            }
        ),
    )
