"""`make gold`: hold what was read and published against the hand-made answers of ../shared/gold.

    python scripts/gold.py            what the last run of tests/gold/sources.yaml published
    python scripts/gold.py --read     what `wirebook read` says of the articles right now

Prints precision and recall for every kind of answer and, with --faults, what differs. Exit code 1
if any bar is missed, 0 if all hold or if the shared folder is not there.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
from gold_scores import Names, Score, score_facts, score_readings
from wirebook.published import versions
from wirebook.published.export import plain
from wirebook.settings import StatePaths

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
SOURCES = PROJECT / "tests" / "gold" / "sources.yaml"
KINDS = (
    "articles",
    "zones",
    "money",
    "percents",
    "periods",
    "entities",
    "quotes",
    "claims",
    "facts",
)


def load_gold(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """Read every gold file of a folder, keyed by its name without the ending."""
    return {
        kind: [
            json.loads(line)
            for line in (folder / f"{kind}.jsonl").read_text(encoding="utf-8").split("\n")
            if line.strip()
        ]
        for kind in KINDS
    }


def load_texts(folder: Path, files: Sequence[str]) -> dict[str, str]:
    """Read the articles as the gold counts them: bytes as UTF-8, line ends untouched."""
    return {file: (folder / file).read_bytes().decode("utf-8") for file in files}


def read_texts(texts: dict[str, str], environment: dict[str, str] | None = None) -> dict[str, Any]:
    """Read texts with ``wirebook read`` of this environment, told nothing but the text."""
    lines = [
        json.dumps({"id": file, "text": text, "lang": None, "published_on": None})
        for file, text in texts.items()
    ]
    command = [str(Path(sys.executable).parent / "wirebook"), "read", "--workers", "1"]
    done = subprocess.run(
        command, input="\n".join(lines) + "\n", stdout=-1, text=True, check=True, env=environment
    )
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    return {row["id"]: row for row in rows}


# Lists of the landing, and what the commands call their columns.
_LISTS = ("zones", "money", "percents", "periods", "entities", "quotes")
_RENAMED = {"from_on": "from", "to_on": "to"}
_READINGS = """
    select distinct on (file_name) *
    from read_parquet($parts, union_by_name = true)
    order by file_name, fetched_at desc
"""
_CLAIMS = """
    select
        a.file_name as file, m.ordinal as money, c.fact_type, c.subject_name as subject,
        c.object_name as object, c.modality, c.attributed_to,
        c.horizon_start, c.horizon_end, c.horizon_months
    from fct_money_claims as c
    inner join fct_money_mentions as m using (money_mention_id)
    inner join fct_articles as a on c.article_version_id = a.article_version_id
    where c.status = 'accepted' and a.status <> 'quarantined'
"""
_MONEY_ZONES = """
    select a.file_name as file, m.ordinal, m.zone_final
    from fct_money_mentions as m
    inner join fct_articles as a using (article_version_id)
"""
_FACTS = """
    select
        f.fact_id as fact, f.fact_type, f.subject_name as subject, f.object_name as object,
        coalesce((
            select list(e.name)
            from bridge_fact_entities as b
            inner join dim_entities as e on b.entity_id = e.entity_id and e.is_current
            where b.fact_id = f.fact_id and b.role = 'partner'
        ), []) as parties,
        f.modality, f.amount_low, f.amount_high, f.amount_point, f.currency, f.bound,
        f.amount_usd_low, f.amount_usd_high, f.amount_usd, f.as_of_on as as_of, f.as_of_basis,
        f.horizon_start, f.horizon_end, f.horizon_months, f.languages, f.claims as mentions,
        f.independent_sources, f.part_of_fact_id as part_of
    from fct_money_facts as f
    where f.is_current
"""


def published_readings(state: StatePaths) -> dict[str, Any]:
    """Return what the pipeline read and published of each article, as ``wirebook read`` says it.

    Spans come from the landing, claims and the zone of money from the published marts.
    """
    parts = sorted(str(part) for part in (state.landing / "readings").rglob("part-*.parquet"))
    with duckdb.connect() as connection:
        readings = {row["file_name"]: row for row in _rows(connection, _READINGS, parts=parts)}
    for reading in readings.values():
        for name in _LISTS:
            reading[name] = [
                {_RENAMED.get(key, key): value for key, value in item.items()}
                for item in reading[name]
            ]
        reading["claims"] = []
    with duckdb.connect(str(state.published / versions.DATABASE), read_only=True) as connection:
        for claim in _rows(connection, _CLAIMS):
            readings[claim["file"]]["claims"].append(claim)
        for zone in _rows(connection, _MONEY_ZONES):
            readings[zone["file"]]["money"][zone["ordinal"]]["zone"] = zone["zone_final"]
    return readings


def published_facts(state: StatePaths) -> list[dict[str, Any]]:
    """Return the published facts under the gold's names for their fields."""
    with duckdb.connect(str(state.published / versions.DATABASE), read_only=True) as connection:
        return _rows(connection, _FACTS)


def _rows(connection: duckdb.DuckDBPyConnection, query: str, **values: Any) -> list[dict[str, Any]]:
    cursor = connection.execute(query, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return plain(value)


def print_scores(scores: Sequence[Score], with_faults: bool) -> None:
    """Print one line a kind, and the faults below it when asked."""
    print(f"{'kind':<10}{'precision':>10}{'recall':>8}{'F1':>8}{'bar':>14}")
    for score in scores:
        bar = f"{'F1' if score.bar_on_f1 else 'both'} {score.bar:.2f}"
        verdict = "" if score.passed else "   missed"
        numbers = f"{score.precision:>10.3f}{score.recall:>8.3f}{score.f1:>8.3f}"
        print(f"{score.name:<10}{numbers}{bar:>14}{verdict}")
        for fault in score.faults if with_faults else ():
            print(f"    {fault}")


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--read", action="store_true", help="compare `wirebook read` alone")
    parser.add_argument("--faults", action="store_true", help="print every difference")
    parser.add_argument("--kind", action="append", help="only these kinds, e.g. money")
    options = parser.parse_args(arguments)
    if not (SHARED / "gold").is_dir():
        print(f"skipped: the gold answers are not at {SHARED / 'gold'}")
        return 0
    gold = load_gold(SHARED / "gold")
    texts = load_texts(SHARED / "articles", [row["file"] for row in gold["articles"]])
    if options.read:
        scores = score_readings(gold, read_texts(texts))
    else:
        state = StatePaths.for_sources(SOURCES)
        if not (state.published / versions.DATABASE).is_file():
            print(f"nothing is published: make run SOURCES={SOURCES.relative_to(PROJECT)}")
            return 1
        readings = published_readings(state)
        names = Names(gold["entities"], readings)
        facts = score_facts(gold["facts"], published_facts(state), names)
        scores = [facts, *score_readings(gold, readings)]
    scores = [s for s in scores if options.kind is None or s.name in options.kind]
    print_scores(scores, options.faults)
    return 0 if all(score.passed for score in scores) else 1


if __name__ == "__main__":
    sys.exit(main())
