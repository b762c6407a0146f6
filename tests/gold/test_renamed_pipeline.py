"""The whole way, from files to published facts, on a renamed copy of the gold articles."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Any

import duckdb
import gold
import gold_copies
import gold_scores
import pytest
from marts import Verdict
from wirebook import settings
from wirebook.published import versions
from wirebook.published.candidate import load_candidate
from wirebook.settings import StatePaths

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not gold.SHARED.is_dir(), reason="the gold articles are not beside this checkout"
    ),
]

SOURCES = """
name: renamed
sources:
  - name: copies
    kind: files
    address: {folder}
    outlet: copies
    timezone: Asia/Seoul
    licence: derived in a test
"""

# A process of its own: the reader keeps the seeds it has loaded.
PIPELINE = """
import sys
from datetime import datetime
from wirebook import ingest
from wirebook.landing.shard import read_shard_file
from wirebook.published.candidate import make_candidate
from wirebook.warehouse import build
from wirebook.settings import StatePaths
sources = sys.argv[1]
interval = ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
for name in ingest.plan(sources):
    for shard in ingest.fetch_source(sources, name, *interval):
        read_shard_file(sources, shard, *interval)
state = StatePaths.for_sources(sources)
build_file = build.build(state, datetime.fromisoformat(interval[1]))
make_candidate(state, build_file)
"""


def test_the_facts_of_a_copy_are_those_of_the_original(tmp_path: Path) -> None:
    answers = gold.load_gold(gold.SHARED / "gold")
    files = [row["file"] for row in answers["articles"]]
    texts = gold.load_texts(gold.SHARED / "articles", files)
    made = gold_copies.make(answers, texts, seed=1)
    seeds = tmp_path / "seeds"
    gold_copies.write_seeds(settings.seeds_dir(), seeds, made.names.values(), answers)
    folder = tmp_path / "articles"
    folder.mkdir()
    for file, text in made.texts.items():
        (folder / file).write_bytes(text.encode("utf-8"))
    sources = tmp_path / "sources.yaml"
    sources.write_text(SOURCES.format(folder=folder), encoding="utf-8")
    state = StatePaths(tmp_path / "state")
    environment = {
        **os.environ,
        "WIREBOOK_SEEDS": str(seeds),
        "WIREBOOK_HOME": str(state.home),
        "WIREBOOK_SOURCES": str(sources),
    }
    subprocess.run([sys.executable, "-c", PIPELINE, str(sources)], check=True, env=environment)
    candidate = load_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))

    readings = gold.published_readings(state)
    names = gold_scores.Names(made.gold["entities"], readings)
    for fact in made.gold["facts"]:
        convert(fact, state)
    for score in (
        gold_scores.score_facts(made.gold["facts"], gold.published_facts(state), names),
        gold_scores.score_money(made.gold["money"], readings),
        gold_scores.score_claims(made.gold["claims"], made.gold["money"], readings, names),
    ):
        assert score.passed, (score.name, score.faults)


def convert(fact: dict[str, Any], state: StatePaths) -> None:
    """Set a fact's dollars by the last reference rates on or before its as-of day."""
    pairs = [("amount_usd_low", "amount_low"), ("amount_usd_high", "amount_high")]
    for dollars, native in [*pairs, ("amount_usd", "amount_point")]:
        if fact[native] is not None and fact["currency"] != "USD" and fact["as_of"] is not None:
            day = date.fromisoformat(fact["as_of"])
            krw, usd = (rate(state, quote, day) for quote in (fact["currency"], "USD"))
            exact = Decimal(fact[native]) * usd / krw
            fact[dollars] = str(exact.quantize(Decimal("0.01"), ROUND_HALF_EVEN))
        elif fact["currency"] == "USD":
            fact[dollars] = fact[native]


def rate(state: StatePaths, quote: str, day: date) -> Decimal:
    rates = str(state.landing / "fx" / "rates.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(
            "select rate from read_parquet($rates) where provider = 'ecb' and base = 'EUR'"
            " and quote = $quote and observed_on <= $day order by observed_on desc limit 1",
            {"rates": rates, "quote": quote, "day": day},
        ).fetchone()
    assert found is not None
    return Decimal(found[0])
