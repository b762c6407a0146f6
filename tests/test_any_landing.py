"""Whatever lands, and whatever is read, is published or set aside: no article stops the others.

What lands is made up in two ways, and one build judges both: rows of everything that the schema
allows, and the rows that the real reader makes of texts full of amounts, sound and broken.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import fuzz
import pytest
from any_landing import RUN_AT, landing
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wirebook import settings as paths
from wirebook.archive.snapshots import Snapshot
from wirebook.audit import gate, set_aside, suites
from wirebook.landing import parts, shard
from wirebook.pages.article import ArticleError
from wirebook.published.candidate import make_candidate
from wirebook.settings import StatePaths
from wirebook.sources import Source
from wirebook.warehouse.build import build
from wirebook.warehouse.rates import rates_path, write_rates

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield write_rates(tmp_path_factory.mktemp("fx") / "rates.parquet")


def judged(state: StatePaths, rates: Path, rows: list[dict[str, Any]]) -> tuple[int, int, int, str]:
    """Build, set aside and audit; return how many articles landed, are published and are set
    aside, and what the audit found."""
    rates_path(state).parent.mkdir(parents=True, exist_ok=True)
    if not rates_path(state).exists():
        rates_path(state).hardlink_to(rates)
    parts.write_part(
        parts.partition_dir(state.landing, "2026-11-20", "test") / "part-0.parquet", rows
    )
    build_file = build(state, RUN_AT)
    aside = set_aside.set_aside(build_file, suites.load_suites(paths.suites_dir()), RUN_AT)
    candidate = make_candidate(state).path
    found = gate.audit(candidate, paths.suites_dir())
    with duckdb.connect(str(candidate), read_only=True) as connection:
        told = connection.execute("select count(*) from fct_articles").fetchone()
    gone = {row["target"] for row in aside if str(row["target"]).endswith("/articles")}
    gone |= {row["target"] for row in aside if str(row["target"]).startswith("fct_articles/")}
    distinct = len({row["article_version_id"] for row in rows})
    blocking = [check.line() for check in found.failures if check.blocks]
    # Where every last row is impossible there is no news to publish, and the gate says so.
    if told == (0,):
        blocking = [line for line in blocking if "row_floor" not in line and "no row" not in line]
    assert told is not None
    return distinct, told[0], len(gone), "\n".join(blocking)


@settings(
    max_examples=2,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**32))
def test_whatever_lands_is_published_or_set_aside(
    seed: int, rates: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    state = StatePaths(tmp_path_factory.mktemp("any"))
    rows = [*landing(seed), *reading(seed)]
    landed, published, aside, blocking = judged(state, rates, rows)
    assert blocking == ""
    assert landed == published + aside


_TEXTS = 150
_SOURCE = Source("fuzz", "files", ("fuzz",), "Example", "UTC", "ours", retention="full")
_SAYS = (
    "Ardenne Verre will invest {} in a new plant, the company said on Monday.",
    "Revenue of Kern Rail fell by {} to {} in the second quarter.",
    "동해제지는 {}을 투자한다고 13일 밝혔다. 영업이익은 {}이었다.",
    "北辰钢铁公司称将投资{}，净亏损{}。",
    "海光製紙は{}を投じて工場を建てると発表した。",
    "Vidrio Sur invertirá {} en una planta, tras perder {}.",
)


def _read(text: str, number: int) -> dict[str, Any] | None:
    """Return the landing row that the real reader makes of a file, None where it refuses one."""
    raw = text.encode("utf-8", "surrogatepass")
    digest = hashlib.sha256(raw).hexdigest()
    name = f"{number}.txt"
    snapshot = Snapshot(
        *("fuzz", name, "2026-11-19T08:00:00+00:00", digest, len(raw), "staged"),  # type: ignore[arg-type]
        content_type="text/plain",
        file_name=name,
        warc_record_id=f"<urn:uuid:{number}>",
        warc_file="fuzz/2026-11-19/0.warc.gz",
    )
    try:
        page = shard._extract(_SOURCE, snapshot, raw)
    except ArticleError:
        return None
    return shard._row(_SOURCE, snapshot, page, None)


_SIGNS = ("$", "-$", "A$", "QX$", "(", "△", "minus ", "약 ", "over ", "€", "", "", "", "BTC ", "₩")
_FIGURES = (
    "5",
    "0",
    "1,200",
    "3~4",
    "12³",
    "9" * 21,
    "9" * 33,
    "2.5",
    "0.00001",
    "½",
    "三四",
    "삼천",
)
_UNITS = (" million", "bn", "억", "조", " trillion", "万亿", "", "", "천", " millones de")
_MONEY = (
    "",
    " won",
    "원",
    " dollars",
    " DEM",
    " bitcoin",
    "元",
    "円",
    " leones",
    " euros",
    " 무릉달러",
)


def _amount(chance: Random, words: list[str]) -> str:
    """Return what looks like an amount, or a chain of what amounts are made of and broken by."""
    if chance.random() < 0.2:
        return fuzz.text(chance, words)
    return "".join(map(chance.choice, (_SIGNS, _FIGURES, _UNITS, _MONEY)))


def _article(chance: Random, words: list[str]) -> str:
    """Return an article with a few amounts, sound and broken."""
    said = []
    for _ in range(chance.randint(1, 4)):
        said.append(chance.choice(_SAYS).format(*(_amount(chance, words) for _ in range(2))))
    title = fuzz.text(chance, words) if chance.random() < 0.2 else "Plant to be built"
    dated = chance.choice(["", "July 13, 2026\n\n", "입력 2026.07.13 09:00\n\n"])
    return f"{title}\n\n{dated}" + "\n\n".join(said)


def reading(seed: int, texts: int = _TEXTS) -> list[dict[str, Any]]:
    """Return the rows that the real reader makes of made-up articles."""
    chance, words = Random(seed), fuzz.pieces()
    read = [_read(_article(chance, words), number) for number in range(texts)]
    return [row for row in read if row is not None]


def test_the_made_up_articles_hold_amounts_of_every_kind() -> None:
    rows = reading(1)
    money = [amount for row in rows for amount in row["money"]]
    assert len(rows) > _TEXTS // 2 and len(money) > _TEXTS
    assert {m["sign"] for m in money} == {"plus", "minus"}
    assert {m["currency"] for m in money} >= {None, "USD", "KRW", "DEM", "BTC"}
    assert any(m["point"] == 0 for m in money)
    assert any(row["refused"] for row in rows)
