"""Whatever lands is published or set aside: no article stops the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from any_landing import RUN_AT, landing
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from wirebook import settings as paths
from wirebook.audit import gate, set_aside, suites
from wirebook.landing import parts
from wirebook.published.candidate import make_candidate
from wirebook.settings import StatePaths
from wirebook.warehouse.build import build
from wirebook.warehouse.rates import rates_path, write_rates

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield write_rates(tmp_path_factory.mktemp("fx") / "rates.parquet")


def judged(state: StatePaths, rates: Path, seed: int) -> tuple[int, int, int, str]:
    """Build, set aside and audit; return how many articles landed, are published and are set
    aside, and what the audit found."""
    rows = landing(seed)
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
    landed, published, aside, blocking = judged(state, rates, seed)
    assert blocking == ""
    assert landed == published + aside
