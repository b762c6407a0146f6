"""Bands against the published past: none before 14 versions, then too much is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import duckdb
import pytest
from marts import build_marts
from wirebook import cli
from wirebook.audit import bands, overrides
from wirebook.audit.results import AuditResult, CheckResult
from wirebook.published import versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
# Twenty articles, claims, entities and facts more a day, of which one in ten is without a day, a
# subject and confidence.
A_DAY = """
insert into fct_articles by name select * exclude (n) replace (
    format('{{}}-{day}-{{}}', article_version_id, n) as article_version_id,
    if(n % 10 = 0, null, published_on) as published_on,
    timestamp '2026-01-01' + interval {day} day as fetched_at
) from (select * from fct_articles limit 1), range({articles}) as r (n);
insert into fct_money_claims by name select * exclude (n) replace (
    format('{{}}-{day}-{{}}', claim_id, n) as claim_id,
    if(n % 10 < {nameless}, null, 'Norden') as subject_name
) from (select * from fct_money_claims where status = 'accepted' limit 1), range({claims}) as r (n);
insert into dim_entities by name select * exclude (n) replace (
    format('{{}}-{day}-{{}}', entity_id, n) as entity_id, true as is_current
) from (select * from dim_entities limit 1), range({entities}) as r (n);
insert into bridge_entity_names by name select * exclude (n) replace (
    format('{{}}-{day}-{{}}', name, n) as name, 'same' as verdict
) from (select * from bridge_entity_names limit 1), range({merges}) as r (n);
insert into fct_money_facts by name select * exclude (n) replace (
    format('{{}}-{day}-{{}}', fact_version_id, n) as fact_version_id,
    true as is_current, true as is_counted, n % 10 >= {unsure} as is_confident,
    1000000.0 * {dollars} as amount_usd
) from (select * from fct_money_facts limit 1), range(20) as r (n);
"""
USUAL = {"articles": 20, "claims": 20, "entities": 20, "merges": 5, "nameless": 1, "unsure": 1,
         "dollars": 1}  # fmt: skip


def write_day(file: Path, day: int, **other: int) -> None:
    with duckdb.connect(str(file)) as connection:
        connection.execute(A_DAY.format(day=day, **{**USUAL, **other}))
        # Every version has a stamp of its own.
        for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
            connection.execute(f"update {table} set publish_id = '{day:016x}'")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    """Fourteen kept versions, a day apart, and their sum as the next candidate but for its day."""
    state = StatePaths(tmp_path_factory.mktemp("bands"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state).path
    notes = []
    for day in range(14):
        write_day(candidate, day)
        publish_id = str(versions.stamp(candidate))
        folder = state.published / "versions" / publish_id
        folder.mkdir(parents=True)
        shutil.copyfile(candidate, folder / versions.DATABASE)
        (folder / "manifest.json").write_text(json.dumps({"publish_id": publish_id, "rows": {}}))
        notes.append({"action": "publish", "publish_id": publish_id, "at": None, "checks": {}})
    (state.published / versions.HISTORY).write_text("".join(json.dumps(n) + "\n" for n in notes))
    return state


@pytest.fixture(scope="module", autouse=True)
def measured_once(past: StatePaths) -> Iterator[None]:
    """Kept versions never change: each is measured once for all tests."""
    measure, once = bands._levels, cache(bands._levels)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bands, "_levels", lambda f: (once if past.home in f.parents else measure)(f))
        yield


@pytest.fixture
def candidate(past: StatePaths, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(past.build / "candidate.duckdb", tmp_path / "candidate.duckdb"))


def outside(state: StatePaths, candidate: Path, now: datetime = NOW) -> dict[str, CheckResult]:
    """Return the bands that a candidate is outside of, by name."""
    found = bands.check(state, candidate, now)
    return {result.check: result for result in found if not result.success}


def test_a_day_like_the_others_is_within_every_band(past: StatePaths, candidate: Path) -> None:
    write_day(candidate, 14)
    found = bands.check(past, candidate, NOW)
    assert [result.check for result in found] == list(bands.NAMES)
    assert all(result.success and result.rows_evaluated > 0 for result in found)


FAULTS = [
    ({"articles": 90}, "band_articles"),
    ({"claims": 90}, "band_claims"),
    ({"entities": 90}, "band_entities"),
    ({"merges": 90}, "band_merges"),
    ({"dollars": 100_000}, "band_dollars"),
    ({"nameless": 10, "claims": 35}, "band_null_subjects"),
]


@pytest.mark.parametrize(("fault", "check"), FAULTS, ids=[check for _, check in FAULTS])
def test_too_much_is_refused(
    fault: dict[str, int], check: str, past: StatePaths, candidate: Path
) -> None:
    write_day(candidate, 14, **fault)
    found = outside(past, candidate)
    assert found[check].blocks and found[check].keys
    assert set(found) <= {check, "band_undated"}


SHARES = [
    ("update fct_articles set published_on = null where hash(article_version_id) % 4 = 0",
     "band_undated"),
    ("update fct_money_facts set is_confident = false where hash(fact_version_id) % 4 = 0",
     "band_low_confidence"),
    ("update fct_money_facts set is_counted = false where hash(fact_version_id) % 8 > 0",
     "band_dollars"),
]  # fmt: skip


@pytest.mark.parametrize(("sql", "check"), SHARES, ids=["undated", "unsure", "dollars fall"])
def test_what_shifts_in_all_rows_is_refused(
    sql: str, check: str, past: StatePaths, candidate: Path
) -> None:
    write_day(candidate, 14)
    with duckdb.connect(str(candidate)) as connection:
        connection.execute(sql)
    found = outside(past, candidate)
    assert set(found) == {check} and found[check].blocks


def test_a_quiet_day_warns_at_most(past: StatePaths, candidate: Path) -> None:
    write_day(candidate, 14, articles=0, claims=0, entities=0, merges=0)
    assert not any(result.blocks for result in outside(past, candidate).values())


def test_thirteen_versions_are_no_past(past: StatePaths, candidate: Path, tmp_path: Path) -> None:
    state = StatePaths(tmp_path / "state")
    shutil.copytree(past.published, state.published)
    write_day(candidate, 14, claims=500)
    assert outside(state, candidate)
    shutil.rmtree(state.published / "versions" / versions.unrevoked(state)[0])
    assert bands.check(state, candidate, NOW) == []


def test_a_version_that_is_kept_is_not_compared_with_itself(past: StatePaths) -> None:
    newest = versions.unrevoked(past)[-1]
    kept = past.published / "versions" / newest / versions.DATABASE
    assert bands.check(past, kept, NOW) == []


def test_an_override_lets_one_band_pass_until_it_expires(
    past: StatePaths, candidate: Path, tmp_path: Path
) -> None:
    state = StatePaths(tmp_path / "state")
    shutil.copytree(past.published, state.published)
    write_day(candidate, 14, claims=500)
    overrides.add(state, "band_entities", "another one", 1, NOW)
    assert outside(state, candidate)["band_claims"].blocks
    overrides.add(state, "band_claims", "a month was fetched again", 2, NOW)
    let_pass = outside(state, candidate, NOW + timedelta(days=1))["band_claims"]
    assert not let_pass.blocks and "a month was fetched again" in let_pass.why
    # It is on record as a warning, and it ends by itself.
    assert AuditResult("x", (let_pass,)).counts == {"passed": 0, "warned": 1, "blocked": 0}
    assert outside(state, candidate, NOW + timedelta(days=2))["band_claims"].blocks
    assert [one.check for one in overrides.known(state)] == ["band_entities", "band_claims"]


def test_the_command_notes_an_override_with_its_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    (tmp_path / "state").mkdir()
    sources = tmp_path / "sources.yaml"
    sources.write_text("name: t\nsources: []\n", encoding="utf-8")
    asked = ["override", "--sources", str(sources)]
    assert cli.main(asked) == 0
    assert cli.main([*asked, "band_claims"]) == 1  # without a reason
    assert cli.main([*asked, "row_floor", "--why", "no band"]) == 1
    assert cli.main([*asked, "band_claims", "--why", "forever", "--days", "90"]) == 1
    assert cli.main([*asked, "band_claims", "--why", "looked at", "--days", "3"]) == 0
    assert cli.main(asked) == 0
    out = capsys.readouterr().out
    assert out.startswith("nothing is overridden\nband_claims only warns until ")
    assert out.endswith("(holds): looked at\n")


def test_a_broken_ledger_overrides_nothing(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    (tmp_path / overrides.LEDGER).write_text('{"check": "band_claims"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="nothing is overridden"):
        overrides.of(state, "band_claims", NOW)
