"""Publishing is all or nothing: at every moment readers get the old version or the new one."""

from __future__ import annotations

import json
import shutil
import signal
from pathlib import Path

import crashes
import duckdb
import pytest
from marts import Verdict, build_marts, contracts
from wirebook.published import certificate
from wirebook.published import versions as publishing
from wirebook.published.candidate import (
    BUILD_FILE,
    CANDIDATE_FILE,
    SCHEMA_VERSION,
    Candidate,
    PublishRefused,
    load_candidate,
    make_candidate,
)
from wirebook.published.current import current, current_parquet
from wirebook.settings import StatePaths


@pytest.fixture(scope="module")
def build_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_marts(tmp_path_factory.mktemp("build") / BUILD_FILE)


@pytest.fixture
def state(tmp_path: Path, build_file: Path) -> StatePaths:
    state = StatePaths(tmp_path / "state")
    state.build.mkdir(parents=True)
    shutil.copy(build_file, state.build / BUILD_FILE)
    return state


def change(state: StatePaths, sql: str) -> None:
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("use marts")
        connection.execute(sql)


def publish(state: StatePaths, **options: bool | int) -> Candidate:
    candidate = make_candidate(state)
    publishing.publish(state, candidate, Verdict(candidate.publish_id), **options)  # type: ignore[arg-type]
    return candidate


def seen_by_readers(state: StatePaths) -> tuple[str, str]:
    """Return the publish_id in the DuckDB file and in the Parquet that CURRENT names."""
    folder = current_parquet(state)
    assert folder is not None
    with duckdb.connect() as connection:
        row = connection.execute(
            "select distinct publish_id from read_parquet(?)", [str(folder / "fct_quotes.parquet")]
        ).fetchone()
    assert row is not None
    return str(publishing.stamp(state.published / publishing.DATABASE)), str(row[0])


def test_a_candidate_has_every_mart_stamped_in_key_order(state: StatePaths) -> None:
    candidate = make_candidate(state)
    with duckdb.connect(str(candidate.path), read_only=True) as connection:
        stamps = connection.execute(
            "select distinct publish_id, schema_version from fct_money_mentions"
        ).fetchall()
        ids = connection.execute("select money_mention_id from fct_money_mentions").fetchall()
    assert stamps == [(candidate.publish_id, SCHEMA_VERSION)]
    assert [i for (i,) in ids] == ["m1", "m2", "m3", "m4", "m5"]
    assert candidate.rows["fct_money_facts"] == 2
    assert load_candidate(state) == candidate


def test_descriptions_and_views_of_the_build_are_carried_into_what_is_published(
    state: StatePaths,
) -> None:
    change(state, "comment on table fct_quotes is 'Who''s said what.'")
    change(state, "comment on column fct_quotes.role is 'As \"printed\".'")
    change(state, "create view loud as select quote_id from warehouse.marts.fct_quotes")
    change(state, "comment on view loud is 'Seen.'")
    candidate = publish(state)
    assert candidate.rows["loud"] == candidate.rows["fct_quotes"]
    with duckdb.connect(str(state.published / publishing.DATABASE), read_only=True) as connection:
        tables = dict(connection.execute(
            "select table_name, comment from duckdb_tables() where comment is not null"
        ).fetchall())  # fmt: skip
        columns = dict(connection.execute(
            "select column_name, comment from duckdb_columns() where table_name = 'fct_quotes'"
        ).fetchall())  # fmt: skip
        folder = current_parquet(state)
        assert folder is not None
        metadata = dict(connection.execute(
            "select decode(key), decode(value) from parquet_kv_metadata(?)",
            [str(folder / "fct_quotes.parquet")],
        ).fetchall())  # fmt: skip
    assert tables == {"fct_quotes": "Who's said what.", "loud": "Seen."}
    assert columns["role"] == 'As "printed".' and columns["publish_id"] is not None
    assert metadata["description"] == "Who's said what."
    assert metadata["column:role"] == 'As "printed".'


def test_the_publish_id_is_the_content(state: StatePaths) -> None:
    first = make_candidate(state).publish_id
    change(state, "create table again as from fct_quotes; drop table again")
    assert make_candidate(state).publish_id == first
    change(state, "update fct_quotes set role = 'chair'")
    assert make_candidate(state).publish_id != first


def test_the_order_of_rows_does_not_matter(state: StatePaths) -> None:
    first = make_candidate(state).publish_id
    change(
        state,
        "create table turned as from fct_money_mentions order by money_mention_id desc;"
        "delete from fct_money_mentions; insert into fct_money_mentions from turned;"
        "drop table turned",
    )
    assert make_candidate(state).publish_id == first


def test_an_empty_build_is_refused(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    state.build.mkdir()
    duckdb.connect(str(state.build / BUILD_FILE)).close()
    with pytest.raises(PublishRefused, match="nothing to publish"):
        make_candidate(state)


def test_unchanged_content_makes_no_new_version(state: StatePaths) -> None:
    first = publish(state)
    again = make_candidate(state)
    assert again.unchanged
    assert not publishing.publish(state, again, Verdict(again.publish_id))
    assert [version.publish_id for version in publishing.history(state)] == [first.publish_id]


def test_equal_content_gives_equal_bytes(state: StatePaths, tmp_path: Path) -> None:
    publish(state)
    other = StatePaths(tmp_path / "other")
    other.build.mkdir(parents=True)
    build_marts(other.build / BUILD_FILE)
    publish(other)
    folders = [current_parquet(s) for s in (state, other)]
    assert folders[0] is not None and folders[1] is not None
    files = sorted(file.name for file in folders[0].glob("*.parquet"))
    assert len(files) == len(contracts())
    for file in files:
        assert (folders[0] / file).read_bytes() == (folders[1] / file).read_bytes(), file


def test_a_failed_or_foreign_audit_publishes_nothing(state: StatePaths) -> None:
    candidate = make_candidate(state)
    with pytest.raises(PublishRefused, match="audit failed"):
        publishing.publish(state, candidate, Verdict(candidate.publish_id, success=False))
    with pytest.raises(PublishRefused, match="the audit was of"):
        publishing.publish(state, candidate, Verdict("another"))
    assert current(state) is None


def test_a_great_drop_needs_an_override(state: StatePaths) -> None:
    old = publish(state)
    change(state, "delete from fct_money_mentions where ordinal = 1 or currency = 'USD'")
    with pytest.raises(PublishRefused, match="fct_money_mentions from 5 to 2 rows"):
        publish(state)
    assert current(state) == old.publish_id
    new = publish(state, allow_drop=True)
    assert seen_by_readers(state) == (new.publish_id, new.publish_id)


def test_a_small_drop_is_published(state: StatePaths) -> None:
    publish(state)
    change(state, "delete from fct_money_mentions where money_mention_id = 'm5'")
    new = publish(state)
    assert current(state) == new.publish_id


def test_rollback_and_forth(state: StatePaths) -> None:
    first = publish(state)
    change(state, "update fct_quotes set role = 'chair'")
    second = publish(state)
    assert publishing.rollback(state) == first.publish_id
    assert seen_by_readers(state) == (first.publish_id, first.publish_id)
    with pytest.raises(PublishRefused, match="was rolled back"):
        publish(state)
    assert publishing.rollback(state, second.publish_id) == second.publish_id
    assert seen_by_readers(state) == (second.publish_id, second.publish_id)
    assert not publishing.publish(state, second, Verdict(second.publish_id))


@pytest.mark.parametrize(
    ("target", "message"),
    [("deadbeef", "is not kept"), (None, "no earlier version")],
)
def test_rollback_to_nowhere(state: StatePaths, target: str | None, message: str) -> None:
    publish(state)
    with pytest.raises(PublishRefused, match=message):
        publishing.rollback(state, target)


def test_history_is_newest_first_and_keeps_so_many(state: StatePaths) -> None:
    ids = []
    for number in range(4):
        change(state, f"update fct_quotes set role = 'chair {number}'")
        ids.append(publish(state, keep=3).publish_id)
    versions = publishing.history(state)
    assert [version.publish_id for version in versions] == ids[:0:-1]
    assert [version.is_current for version in versions] == [True, False, False]
    assert versions[0].checks == {"passed": 5} and versions[0].rows["fct_quotes"] == 1
    assert len(list((state.published / "versions").iterdir())) == 3


@pytest.mark.parametrize("damage", ["missing", "broken", "older"])
def test_repair_makes_the_file_follow_current(state: StatePaths, damage: str) -> None:
    first = publish(state)
    change(state, "update fct_quotes set role = 'chair'")
    second = publish(state)
    database = state.published / publishing.DATABASE
    if damage == "missing":
        database.unlink()
    elif damage == "broken":
        database.write_bytes(b"not a database")
    else:
        shutil.copy(state.published / "versions" / first.publish_id / "wirebook.duckdb", database)
    publishing.repair(state)
    assert seen_by_readers(state) == (second.publish_id, second.publish_id)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0, 0.02, 0.3, 0.7, 0.95])
def test_on_a_full_disk_nothing_moves_and_no_candidate_is_empty(
    state: StatePaths, share: float
) -> None:
    old = publish(state)
    change(state, "update fct_articles set title = 'another'")
    limit = int((state.build / CANDIDATE_FILE).stat().st_size * share)
    assert crashes.exit_code(crashes.publish_within, state.home, limit) != 0
    assert seen_by_readers(state) == (old.publish_id, old.publish_id)
    candidate = load_candidate(state)
    assert publishing.stamp(candidate.path) == candidate.publish_id
    new = publish(state)
    assert seen_by_readers(state) == (new.publish_id, new.publish_id)


def test_a_byte_changed_anywhere_in_a_manifest_is_found(state: StatePaths) -> None:
    folder = publishing.versions_dir(state) / publish(state).publish_id
    content = (folder / certificate.MANIFEST).read_bytes()
    for place in range(0, len(content), 97):
        changed = bytearray(content)
        changed[place] ^= 1
        (folder / certificate.MANIFEST).write_bytes(bytes(changed))
        assert certificate.damage(folder) != [], content[place - 20 : place + 20]


def test_killed_at_each_step_readers_see_old_or_new_and_the_next_run_heals(
    state: StatePaths, tmp_path: Path
) -> None:
    publish(state)
    change(state, "update fct_quotes set role = 'vice chair'")
    old = publish(state)
    change(state, "update fct_quotes set role = 'chair'")
    new = make_candidate(state)
    before = tmp_path / "before"
    shutil.copytree(state.home, before)
    seen: list[str] = []
    for step in range(200):
        shutil.rmtree(state.home)
        shutil.copytree(before, state.home)
        code = crashes.exit_code(crashes.publish_and_die, state.home, step)
        now = current(state)
        assert now in (old.publish_id, new.publish_id)
        database, parquet = seen_by_readers(state)
        assert parquet == now
        assert database in (old.publish_id, new.publish_id)
        manifest = json.loads((state.published / "versions" / now / "manifest.json").read_text())
        assert manifest["publish_id"] == now
        publishing.publish(state, new, Verdict(new.publish_id), keep=2)
        assert seen_by_readers(state) == (new.publish_id, new.publish_id)
        assert not list(state.published.rglob("*.partial"))
        assert [v.publish_id for v in publishing.history(state)] == [new.publish_id, old.publish_id]
        if code == 0:
            break
        assert code == -signal.SIGKILL
        seen.append(now)
    assert code == 0, "the publication never ran to its end"
    assert {old.publish_id, new.publish_id} == set(seen), "killed before and after the commit"
    assert seen == sorted(seen, key=lambda i: i == new.publish_id), "one commit, never undone"
