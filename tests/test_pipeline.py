"""The whole run: equal in every repetition, unharmed by a crash, silent about what articles say."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pipeline
import pyarrow.parquet as pq
import pytest
from sinks import mail_server, web_hook
from wirebook import release, tasks
from wirebook.published import versions
from wirebook.published.candidate import PublishRefused
from wirebook.published.current import current, current_parquet
from wirebook.settings import StatePaths

pytestmark = pytest.mark.slow

NEWS = """{company} Energy to build a battery plant

November 9, 2026

{company} Energy will invest ${billions} billion in a battery plant in Ohio, it said on Monday.
"""
# The next thing each step would have done, in the order of a run.
CRASHES = {
    "wirebook.landing.shard:read_shard_file": "between fetching and reading",
    "wirebook.landing.parts:write_part": "while reading",
    "wirebook.warehouse.build:_let_go": "at the end of dbt, its file still open",
    "wirebook.published.candidate:make_candidate": "between build and candidate",
    "wirebook.audit.gate:audit": "between candidate and audit",
    "wirebook.published.versions:publish": "between audit and publication",
    "wirebook.published.versions:_note": "after the commit",
}


class World:
    """One folder of articles and one state."""

    def __init__(self, folder: Path, *, turned: bool = False) -> None:
        self.articles = folder / "articles"
        self.sources = pipeline.lay_out(self.articles, turned=turned)
        self.state = StatePaths(folder / "state")
        self.environment = pipeline.use(self.sources, self.state)

    def report(self, company: str, billions: int) -> None:
        """Add an article on a company that no other article names."""
        text = NEWS.format(company=company, billions=billions)
        file = self.articles / pipeline.KEPT_WHOLE / f"{company}.txt"
        file.write_text(text, encoding="utf-8")

    def parquet(self) -> dict[str, bytes]:
        folder = current_parquet(self.state)
        assert folder is not None
        return {file.name: file.read_bytes() for file in folder.glob("*.parquet")}

    def publish_ids(self) -> list[str]:
        return [version.publish_id for version in versions.history(self.state)]

    def facts(self) -> set[str]:
        """What a consumer of the DuckDB file gets."""
        with duckdb.connect(str(self.state.published / versions.DATABASE)) as connection:
            query = "select fact_id from fct_money_facts where is_current"
            return {fact_id for (fact_id,) in connection.execute(query).fetchall()}


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    with pytest.MonkeyPatch.context() as patch:
        yield patch


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, patch: pytest.MonkeyPatch) -> World:
    """A world in which the first day was published."""
    world = World(tmp_path_factory.mktemp("world"))
    enter(world, patch)
    pipeline.run(0)
    return world


def enter(world: World, patch: pytest.MonkeyPatch) -> None:
    for name, value in world.environment.items():
        patch.setenv(name, value)


def test_another_order_in_a_fresh_state_gives_the_same_bytes(
    world: World, tmp_path: Path, patch: pytest.MonkeyPatch
) -> None:
    other = World(tmp_path, turned=True)
    enter(other, patch)
    pipeline.run(0, turned=True)
    assert world.facts()
    assert other.parquet() == world.parquet()


def test_a_second_day_without_news_publishes_nothing(
    world: World, patch: pytest.MonkeyPatch
) -> None:
    enter(world, patch)
    before, rows = world.publish_ids(), landed(world)
    pipeline.run(1)
    assert world.publish_ids() == before
    assert landed(world) == rows


def landed(world: World) -> int:
    parts = (world.state.landing / "readings").rglob("*.parquet")
    return sum(pq.ParquetFile(part).metadata.num_rows for part in parts)


def test_a_failed_audit_is_told_once_and_not_shown(world: World, patch: pytest.MonkeyPatch) -> None:
    """Consumers keep what they have; the alert names rules and keys, never words of an article."""
    enter(world, patch)
    before, seen = world.publish_ids(), world.parquet()
    world.report("Quillfeather", 3)
    pipeline.ingest(2)
    candidate = tasks.build("asset__failing")
    assert facts_of(Path(candidate), "Quillfeather") > 0
    with duckdb.connect(candidate) as connection:
        connection.execute("update fct_money_facts set amount_usd = amount_usd + 1")
    with mail_server() as (mail, box), web_hook() as (hook, calls, _):
        for _attempt in range(3):
            with pytest.raises(release.AuditFailed):
                tasks.audit(candidate, "asset__failing")
            tasks.tell_failed([mail, hook], "publish_marts", "asset__failing", "a task failed")
        with pytest.raises(PublishRefused):
            tasks.publish(candidate, "asset__failing")
    assert (world.publish_ids(), world.parquet()) == (before, seen)
    assert len(box.mails) == len(calls) == 1
    assert box.mails[0]["subject"] == "wirebook: publish_marts failed"
    for message in (box.mails[0].get_content(), calls[0]["message"]):
        for part in ("fct_money_facts.usd_equals_native_times_rate", "rule 24", before[0]):
            assert part in message
        assert "Quillfeather" not in message
        assert [line for line in lines(world) if line in message] == []


def facts_of(database: Path, company: str) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        query = "select count(*) from fct_money_facts where contains(subject_name, ?)"
        found = connection.execute(query, [company]).fetchone()
    return 0 if found is None else int(found[0])


def lines(world: World) -> set[str]:
    """Return the lines of every article that are long enough to be its own words."""
    texts = (file.read_text(encoding="utf-8") for file in world.articles.glob("*/*"))
    return {line.strip() for text in texts for line in text.splitlines() if len(line) > 20}


def test_a_crash_at_any_step_is_healed_by_the_next_run(
    world: World, patch: pytest.MonkeyPatch
) -> None:
    """Each run is killed one step further than the last; the last is left alone."""
    enter(world, patch)
    world.report("Amberlock", 7)
    old, seen, facts = current(world.state), world.parquet(), world.facts()
    for where, when in CRASHES.items():
        assert pipeline.run_and_die(world.environment, 3, where) == -signal.SIGKILL, when
        committed = current(world.state) != old
        assert committed == (when == "after the commit")
        assert committed or (world.parquet(), world.facts()) == (seen, facts), when
    new = current(world.state)
    assert pipeline.run(3) == new
    published = world.state.published / versions.DATABASE
    assert facts_of(published, "Amberlock") == 1
    assert versions.stamp(published) == new
    leftovers = [p for p in world.state.home.rglob(".*partial*") if "airflow" not in p.parts]
    assert leftovers == []
