"""``python -m bench scale``: what a build costs as articles grow, on a made-up newswire.

Up to ten thousand articles are written by ``bench.newswire`` and read by the reader. More are
derived from those by substitution: another span of days, other names, other digits in the same
places and other fingerprints, but for those of page furniture, which stays what it is.
``SCALE_SIZES=1000,3000`` measures other sizes than the three of docs/benchmarks/scale.md; the
figures are written beside that page, which is written by hand. After each build a day more lands
and is built.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from wirebook.landing import parts
from wirebook.landing.bare import bare_row
from wirebook.reading.reader import read
from wirebook.settings import StatePaths
from wirebook.warehouse.build import build

from bench import measure, newswire

A_DAY = 300
SIZES = (1_000, 10_000, 100_000)
# Articles that the reader reads; larger sizes are derived from them.
READ = 10_000
FIGURES = measure.ROOT / "docs" / "benchmarks" / "scale-figures.md"
# Fingerprints in a larger share of the articles than this are page furniture.
_FURNITURE = 0.01
_FIGURE = re.compile(r"[1-9]")

Row = dict[str, Any]


def landing_row(article: newswire.Article) -> Row:
    """Return the landing row of an article, as the reader reads it."""
    reading = read(article.text, lang=article.language, published_on=article.published_on)
    return bare_row(
        article.name,
        article.text,
        reading,
        datetime.combine(article.published_on + timedelta(days=1), time(), UTC),
        outlet=article.outlet,
        independence_group=article.outlet,
    )


def rows_read(articles: int) -> Iterator[Row]:
    """Yield the rows of so many articles, a day after the other."""
    for day in range(-(-articles // A_DAY)):
        on = newswire.FIRST_DAY + timedelta(days=day)
        for article in newswire.one_day(on, A_DAY)[: articles - day * A_DAY]:
            yield landing_row(article)


def furniture(rows: Iterable[Row]) -> frozenset[int]:
    """Return the fingerprints that so many rows have that no text can have brought them."""
    counts: Counter[int] = Counter()
    total = 0
    for row in rows:
        counts.update(row["shingles"])
        total += 1
    return frozenset(key for key, count in counts.items() if count > _FURNITURE * total)


def derived(row: Row, turn: int, kept: frozenset[int], span: int, listed: list[str]) -> Row:
    """Return what a row would be ``turn`` spans of ``span`` days later, told of others."""
    if turn == 0:
        return row
    shift = timedelta(days=turn * span)
    changed = _substituted(row, _substitutes(turn, listed), turn)
    return {
        **changed,
        "article_id": _digest(f"{turn} {row['article_id']}"),
        "article_version_id": _digest(f"{turn} {row['article_version_id']}"),
        "raw_sha256": _digest(f"{turn} {row['raw_sha256']}"),
        "published_on": row["published_on"] + shift,
        "fetched_at": row["fetched_at"] + shift,
        "shingles": sorted(s if s in kept else _reprinted(s, turn) for s in row["shingles"]),
        "number_keys": sorted(_figure(key, turn) for key in row["number_keys"]),
        "name_keys": sorted(f"{key}{turn}" for key in row["name_keys"]),
        "zones": [
            {**zone, "line_hash": _reprinted(zone["line_hash"], turn) if zone["keep"] else 0}
            for zone in row["zones"]
        ],
    }


def _substitutes(turn: int, listed: list[str]) -> dict[str, Callable[[Any], Any]]:
    places = {entity: at for at, entity in enumerate(listed)}

    def other(entity: str) -> str:
        return listed[(places[entity] + 7 * turn) % len(listed)] if entity in places else entity

    def named(name: str) -> str:
        return f"{name}{chr(96 + turn)}"

    def figure(value: Decimal) -> Decimal:
        return Decimal(_digits(str(value), turn))

    changes: dict[str, Callable[[Any], Any]] = dict.fromkeys(("low", "high", "point"), figure)
    changes |= dict.fromkeys(
        ("subject", "object", "attributed_to", "name", "speaker", "surface"), named
    )
    changes |= dict.fromkeys(
        ("subject_key", "object_key", "attributed_to_key", "name_key", "speaker_key"), named
    )
    changes |= dict.fromkeys(
        (
            "entity_id",
            "subject_entity_id",
            "object_entity_id",
            "attributed_to_entity_id",
            "speaker_entity_id",
        ),
        other,
    )
    changes["text_hash"] = lambda value: _digest(f"{turn} {value}")
    return changes


def _substituted(row: Row, changes: dict[str, Callable[[Any], Any]], turn: int) -> Row:
    changed = dict(row)
    for column in ("money", "entities", "quotes", "claims"):
        changed[column] = [_items(item, changes) for item in row[column]]
    # An amount fills its span, so as many characters are printed of it as before.
    for was, item in zip(row["money"], changed["money"], strict=True):
        item["surface"] = _digits(was["surface"], turn)
    return changed


def _items(item: Row, changes: dict[str, Callable[[Any], Any]]) -> Row:
    return {
        key: changes[key](value) if key in changes and value is not None else value
        for key, value in item.items()
    } | ({"parties": [_items(p, changes) for p in item["parties"]]} if "parties" in item else {})


def _figure(key: str, turn: int) -> str:
    currency, _, figure = key.partition(":")
    mantissa, e, exponent = figure.partition("e")
    return f"{currency}:{_digits(mantissa, turn)}{e}{exponent}"


def _digits(figure: str, turn: int) -> str:
    """Put other digits in the places of a figure; zeros stay, so it is as round as before."""
    return _FIGURE.sub(lambda digit: str((int(digit[0]) - 1 + turn) % 9 + 1), figure)


def _reprinted(fingerprint: int, turn: int) -> int:
    data = fingerprint.to_bytes(8, "big")
    salt = turn.to_bytes(8, "big")
    return int.from_bytes(hashlib.blake2b(data, digest_size=8, salt=salt).digest(), "big")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def land(state: StatePaths, rows: Iterable[Row], articles: int) -> None:
    """Write so many articles as the landing of a state: those read, then those derived of them."""
    read_rows = list(rows)
    listed = sorted({e["entity_id"] for row in read_rows for e in row["entities"]} - {None})
    kept = furniture(read_rows)
    span = -(-len(read_rows) // A_DAY) + 1
    for turn in range(-(-articles // len(read_rows))):
        days: defaultdict[date, list[Row]] = defaultdict(list)
        for row in read_rows[: articles - turn * len(read_rows)]:
            changed = derived(row, turn, kept, span, listed)
            days[changed["fetched_at"].date()].append(changed)
        for day, landed in days.items():
            folder = parts.partition_dir(state.landing, day.isoformat(), "newswire")
            parts.write_part(folder / "part-00000.parquet", landed)


def sizes(told: str | None) -> tuple[int, ...]:
    """Return the sizes that were asked for, smallest first; :data:`SIZES` where none were.

    Raises ValueError for what is no whole number of articles.
    """
    found = SIZES if not told else tuple(sorted(int(size) for size in told.split(",")))
    if found[0] < 1:
        raise ValueError(f"SCALE_SIZES: {found[0]} articles are none")
    return found


def section() -> str:
    """Measure and return the section."""
    asked = sizes(os.environ.get("SCALE_SIZES"))
    rows = list(rows_read(min(READ, max(asked))))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for size in asked:
            state = StatePaths(Path(folder) / str(size))
            land(state, rows[:size], size)
            first = _cost(state)
            land(state, rows[:size], size + A_DAY)
            day = _cost(state)
            lines.append(
                [
                    f"{size:,}",
                    f"{first.cpu:.0f}",
                    f"{1000 * first.cpu / size:.1f}",
                    f"{first.peak_mb:.0f}",
                    f"{day.cpu:.0f}",
                    f"{day.peak_mb:.0f}",
                ]
            )
    header = [
        "articles",
        "CPU seconds of the first build",
        "milliseconds an article",
        "peak MB",
        f"CPU seconds of a day of {A_DAY} more",
        "peak MB of it",
    ]
    text = measure.table("Builds of a made-up newswire", header, lines)
    FIGURES.write_text(f"# Builds as articles grow: the last figures\n\n{text}", encoding="utf-8")
    return text


def _cost(state: StatePaths) -> measure.Cost:
    return measure.run([sys.executable, "-m", "bench.scale", "build", str(state.home)])


def main(arguments: list[str]) -> int:
    """Build one state, for a process of its own whose cost can be told."""
    _, home = arguments
    os.environ.setdefault("WIREBOOK_HOME", home)
    build(StatePaths(Path(home)), datetime(2027, 1, 1, tzinfo=UTC))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
