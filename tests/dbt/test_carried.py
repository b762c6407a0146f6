"""Whatever is carried from build to build, any sequence of builds ends as one whole build does."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wirebook.settings import StatePaths
from wirebook.warehouse import build, carried

from .conftest import write_landing

pytestmark = pytest.mark.slow

RUN_AT = datetime(2026, 11, 30, tzinfo=UTC)
FIRST_DAY = date(2024, 1, 1)
# Days of landing, on both sides of the windows of 90 days and of what these reach back to.
DAYS = (0, 1, 40, 88, 91, 130, 178, 181, 300)
TEXTS = "abcdefgh"
FURNITURE = list(range(1_000, 1_012))
COMPARED = {
    "int_copy_pairs": "select * from warehouse.intermediate.int_copy_pairs order by all",
    "int_text_sizes": "select numbers.article_version_id, sizes.weight"
    " from warehouse.intermediate.int_text_sizes as sizes"
    " inner join warehouse.intermediate.int_article_numbers as numbers using (article_number)"
    " order by all",
}


@dataclass(frozen=True)
class Models:
    """The compiled SQL of the models of links, in the order in which they are built."""

    state: StatePaths
    steps: tuple[tuple[str, str, str], ...]

    def built(self, landing: Mapping[int, list[dict]], *, whole: bool) -> dict[str, list[tuple]]:
        """Build what has landed, day by day, and keep of it what the next build carries."""
        shutil.rmtree(self.state.landing / "readings")
        build.ensure_landing(self.state)
        for day, rows in landing.items():
            on = FIRST_DAY + timedelta(days=day)
            fetched = datetime(on.year, on.month, on.day, 9, tzinfo=UTC)
            write_landing(self.state, [{**r, "fetched_at": fetched} for r in rows], str(on))
        carried.ensure_carried(self.state, whole=whole)
        file = build.build_file(self.state)
        file.unlink(missing_ok=True)
        with duckdb.connect() as connection:
            connection.execute(f"set timezone = 'UTC'; attach '{file}' as warehouse; use warehouse")
            for schema in ("staging", "intermediate", "seeds"):
                connection.execute(f"create schema {schema}")
            for name, kind, query in self.steps:
                connection.execute(f"create {kind} {name} as {query}")
            found = {name: connection.execute(query).fetchall() for name, query in COMPARED.items()}
            days = "select landed_on, is_fresh from intermediate.int_landing_days order by all"
            found["days"] = connection.execute(days).fetchall()
            connection.execute("use memory; detach warehouse")
        carried.keep(self.state, file)
        return found


@pytest.fixture(scope="module")
def models(tmp_path_factory, landed, case) -> Models:
    """Compile the models once; each build of the tests runs them without dbt."""
    state = landed(tmp_path_factory.mktemp("carried") / "state", [case.article("one")])
    build.ensure_landing(state)
    carried.ensure_carried(state)
    build._run_dbt(state, RUN_AT, ["compile", "--select", "+int_copy_pairs"])
    manifest = json.loads((state.build / "target" / "manifest.json").read_text("utf-8"))
    nodes = {
        key: node
        for key, node in manifest["nodes"].items()
        if node["resource_type"] == "model" and node.get("compiled_code")
    }
    steps = []
    # One parsed project serves a process, so others may have been compiled before.
    last = next(key for key, node in nodes.items() if node["name"] == "int_copy_pairs")
    for key in _in_order({key: node["depends_on"]["nodes"] for key, node in nodes.items()}, last):
        node = nodes[key]
        steps.append(
            (
                f"{node['schema']}.{node['name']}",
                node["config"]["materialized"],
                node["compiled_code"],
            )
        )
    return Models(state, tuple(steps))


def _in_order(parents: Mapping[str, Iterable[str]], last: str) -> list[str]:
    ordered: list[str] = []

    def add(key: str) -> None:
        if key in parents and key not in ordered:
            for parent in parents[key]:
                add(parent)
            ordered.append(key)

    add(last)
    return ordered


def shingles(texts: str) -> list[int]:
    own = {zlib.crc32(f"{text} {n}".encode()) for text in texts for n in range(12)}
    return sorted({*own, *FURNITURE})


def article(case, name: str, texts: str, days: int | None) -> dict:
    """Return an article made of some texts, dated so many days after the first or not at all."""
    return case.article(
        name,
        language="en",
        published_on=None if days is None else FIRST_DAY + timedelta(days=days),
        shingles=shingles(texts),
        number_keys=[f"USD:{zlib.crc32(text.encode()) % 900 + 100}e6" for text in texts[:2]],
    )


arrivals = st.lists(
    st.tuples(
        st.integers(0, len(DAYS) - 1),
        st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4).map("".join),
        st.booleans(),
        st.integers(0, 3),
    ),
    min_size=2,
    max_size=24,
)


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(given_articles=arrivals)
def test_any_sequence_of_builds_ends_as_one_whole_build(models, case, given_articles):
    """Each article comes in one of four builds, whatever its day of landing: late ones too."""
    landing: dict[int, list[dict]] = {}
    for turn in range(4):
        for number, (day, texts, is_dated, in_turn) in enumerate(given_articles):
            if in_turn == turn:
                on = DAYS[day]
                row = article(case, f"{number}", texts, on if is_dated else None)
                landing.setdefault(on, []).append(row)
        step_by_step = models.built(landing, whole=turn == 0)
    whole = models.built(landing, whole=True)
    assert {name: step_by_step[name] for name in COMPARED} == {
        name: whole[name] for name in COMPARED
    }


def test_a_day_that_is_settled_is_not_compared_again(models, case):
    first = [article(case, "one", "abc", 0), article(case, "two", "ab", 0)]
    landing = {0: first, 1: [article(case, "three", "abd", 1)]}
    before = models.built(landing, whole=True)
    assert len(before["int_copy_pairs"]) >= 2
    after = models.built({**landing, 40: [article(case, "four", "ab", 40)]}, whole=False)
    assert [is_fresh for _, is_fresh in after["days"]] == [False, False, True]
    assert set(before["int_copy_pairs"]) < set(after["int_copy_pairs"])


@pytest.mark.parametrize("change", ["another text", "another day", "gone"])
def test_a_day_that_changed_is_compared_again_with_those_after_it(models, case, change):
    old, new = article(case, "one", "abc", 0), article(case, "two", "abc", 1)
    models.built({0: [old], 1: [new], 300: [article(case, "late", "abc", 300)]}, whole=True)
    changed = {
        "another text": [{**old, "shingles": shingles("efg")}],
        "another day": [{**old, "published_on": FIRST_DAY - timedelta(days=100)}],
        "gone": [],
    }[change]
    late = {300: [article(case, "late", "abc", 300)]}
    after = models.built({0: changed, 1: [new], **late}, whole=False)
    assert after["int_copy_pairs"] == []
    fresh = {on for on, is_fresh in after["days"] if is_fresh}
    assert fresh >= {FIRST_DAY + timedelta(days=1)}
    assert FIRST_DAY + timedelta(days=300) not in fresh


def test_nothing_is_carried_under_other_rules_or_from_a_file_that_is_broken(models, case):
    landing = {0: [article(case, "one", "abc", 0)], 1: [article(case, "two", "abc", 1)]}
    before = models.built(landing, whole=True)
    kept = carried.carried_folder(models.state) / "copy_pairs.parquet"
    for spoil in (
        lambda: kept.write_bytes(kept.read_bytes()[:-20]),
        lambda: kept.unlink(),
        lambda: kept.parent.rename(kept.parent.with_name("0123456789abcdef")),
    ):
        spoil()
        after = models.built(landing, whole=False)
        assert all(is_fresh for _, is_fresh in after["days"])
        assert after["int_copy_pairs"] == before["int_copy_pairs"]
    assert {path.name for path in kept.parent.parent.iterdir()} == {kept.parent.name}


def test_the_folder_of_a_state_is_carried_under_rules_of_its_own(tmp_path: Path):
    state = StatePaths(tmp_path)
    assert carried.carried_folder(state) == carried.carried_folder(state)
    assert carried.carried_folder(state).parent == state.build / "carried"
