"""The current version in a real Postgres: equal answers, all or nothing, nobody else's schema."""

from __future__ import annotations

import dataclasses
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import postgres_server
import psycopg2
import pytest
from marts import Verdict, build_marts, contracts
from psycopg2 import errors
from wirebook import cli, release
from wirebook.published import postgres, questions, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.quoting import identifier
from wirebook.settings import StatePaths
from wirebook.sources import Keep, SourcesFile

TEXTS = ("", " ", 'a "b" \\ c', "x,y\nz\r\n\t", "\\N", "NULL", "{}", "조 원", "a\0b", "'; drop")
SOURCES = SourcesFile("test", Path("sources.yaml"), ())


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server.running() as address:
        yield address


@pytest.fixture
def address(server: str) -> str:
    """Return the address of an empty database."""
    name = f"d{uuid.uuid4().hex}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"create database {name}")
    connection.close()
    return server.replace("dbname=postgres", f"dbname={name}")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    """Return a state with a version published, not to be changed."""
    state = StatePaths(tmp_path_factory.mktemp("published") / "news")
    state.build.mkdir(parents=True)
    build_marts(state.build / BUILD_FILE)
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("create table marts.odd (n bigint, t varchar, many varchar[])")
        connection.executemany(
            "insert into marts.odd values (?, ?, ?)",
            [(n, text, [text, "x"]) for n, text in enumerate(TEXTS)],
        )
        connection.execute("insert into marts.odd values (98, null, null), (99, 'no', [])")
        connection.execute("comment on table marts.odd is 'it''s \\ $$ odd'")
        connection.execute("comment on column marts.fct_quotes.role is 'As \"printed\".'")
    publish(state)
    return state


@pytest.fixture(scope="module")
def there(server: str, sample: StatePaths) -> str:
    """Return the address of a database with that version, not to be changed."""
    assert export(sample, server).rows.keys() == {*contracts(), "odd"}
    return server


@pytest.fixture
def state(tmp_path: Path, sample: StatePaths) -> StatePaths:
    """Return a state with a version published, of a test's own."""
    shutil.copytree(sample.home, tmp_path / "news")
    return StatePaths(tmp_path / "news")


def publish(state: StatePaths, change: str = "") -> str:
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        connection.execute("use marts")
        connection.execute(change or "select 1")
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id), allow_drop=True)
    return candidate.publish_id


def export(state: StatePaths, address: str, keep: int = 14) -> postgres.Exported:
    sources = dataclasses.replace(SOURCES, keep=Keep(versions=keep))
    return release.export_postgres(state, sources, address)


def rows(address: str, *queries: str) -> list[tuple[Any, ...]]:
    connection = psycopg2.connect(address)
    try:
        with connection, connection.cursor() as cursor:
            for query in queries:
                cursor.execute(query)
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        connection.close()


def schemas(address: str) -> list[str]:
    found = rows(address, "select nspname from pg_namespace where nspname ~ '^wirebook' order by 1")
    return [name for (name,) in found]


def test_every_question_has_the_same_answer(sample: StatePaths, there: str) -> None:
    """The stored SQL as it is, row by row, in the order that it asks for."""
    compared = 0
    for question in questions.questions():
        columns, ours = questions.ask(sample.published / versions.DATABASE, question)
        theirs = rows(there, f"set search_path = {postgres.SCHEMA}", question.sql)
        assert len(theirs) == len(ours), question.name
        for one, other in zip(ours, theirs, strict=True):
            compared += 1
            for column, value in zip(columns, other, strict=True):
                assert same(one[column], value), (question.name, column)
    assert compared > 20


def same(ours: Any, theirs: Any) -> bool:
    """Tell whether two values are one: of quotients DuckDB makes doubles, Postgres decimals."""
    if isinstance(ours, float) and theirs is not None:
        return bool(float(theirs) == pytest.approx(ours))
    return bool(ours == theirs)


@pytest.mark.parametrize(("moment", "count"), [("2025-03-08 23:00", 0), ("2025-03-10", 2)])
def test_what_was_believed_is_asked_of_a_moment(
    sample: StatePaths, there: str, moment: str, count: int
) -> None:
    question = questions.find("6")
    setting = f"set wirebook.as_of = '{moment}'"
    theirs = rows(there, f"set search_path = {postgres.SCHEMA}", setting, question.sql)
    as_of = datetime.fromisoformat(moment)
    ours = questions.ask(sample.published / versions.DATABASE, question, as_of)[1]
    assert len(theirs) == len(ours) == count


def test_every_row_is_there_and_says_what_it_is(sample: StatePaths, there: str) -> None:
    database = str(sample.published / versions.DATABASE)
    with duckdb.connect(database, read_only=True) as connection:
        for table in contracts():
            query = f"select * from {identifier(table)} order by rowid"
            ours = connection.execute(query).fetchall()
            assert rows(there, f"select * from wirebook.{identifier(table)}") == ours, table
        said = connection.execute(
            "select table_name, column_name, comment from duckdb_columns()"
            " where comment is not null"
        ).fetchall()
    told = rows(
        there,
        "select c.relname, a.attname, col_description(c.oid, a.attnum) from pg_attribute a"
        " join pg_class c on c.oid = a.attrelid where c.relnamespace = 'wirebook'::regnamespace"
        " and c.relkind = 'r' and col_description(c.oid, a.attnum) is not null",
    )
    assert sorted(told) == sorted(said) and ("fct_quotes", "role", 'As "printed".') in said


def test_keys_and_references_hold(there: str) -> None:
    kinds = dict(rows(
        there,
        "select contype::text, count(*) from pg_constraint"
        " where connamespace = 'wirebook'::regnamespace group by 1",
    ))  # fmt: skip
    assert kinds["p"] == len(contracts())
    assert kinds["f"] >= 15
    with pytest.raises(errors.UniqueViolation):
        rows(there, "insert into wirebook.dim_topics select * from wirebook.dim_topics")
    with pytest.raises(errors.ForeignKeyViolation):
        rows(there, "delete from wirebook.fct_articles")
    with pytest.raises(errors.NotNullViolation):
        rows(there, "update wirebook.fct_money_facts set fact_type = null")


@pytest.mark.parametrize(
    "writing",
    [
        "delete from wirebook.fct_quotes",
        "create table wirebook.mine (a int)",
        "drop schema wirebook cascade",
    ],
)
def test_readers_read_and_do_not_write(there: str, writing: str) -> None:
    role = f"set role {postgres.READER}"
    assert rows(there, role, "select count(*) from wirebook.facts_current") == [(2,)]
    with pytest.raises(errors.InsufficientPrivilege):
        rows(there, role, writing)


def test_hostile_text_arrives_as_it_is(there: str) -> None:
    """Postgres knows no NUL: of each stays the replacement character."""
    found = rows(there, "select t, many from wirebook.odd order by n")
    told = [text.replace("\0", "\ufffd") for text in TEXTS]
    assert found == [(text, [text, "x"]) for text in told] + [(None, None), ("no", [])]
    (said,) = rows(there, "select obj_description('wirebook.odd'::regclass)")
    assert said == ("it's \\ $$ odd",)


def test_versions_follow_each_other_and_the_oldest_goes(state: StatePaths, address: str) -> None:
    ids = [versions.history(state)[0].publish_id]
    export(state, address)
    assert not export(state, address, keep=2).is_new
    for number in range(2):
        ids.append(publish(state, f"update fct_quotes set role = 'chair {number}'"))
        exported = export(state, address, keep=2)
        assert exported.is_new and exported.publish_id == ids[-1]
    assert schemas(address) == ["wirebook", f"wirebook_{ids[1]}"] and exported.kept == [ids[1]]
    versions.rollback(state)
    exported = export(state, address, keep=2)
    assert rows(address, "select distinct publish_id from wirebook.fct_quotes") == [(ids[1],)]
    assert schemas(address) == ["wirebook", f"wirebook_{ids[2]}"]
    # What the state has forgotten, as after an erasure, is forgotten there.
    versions.discard(state, [ids[2]])
    assert export(state, address, keep=9).kept == []
    assert schemas(address) == ["wirebook"]


def test_readers_keep_the_old_version_until_the_new_one_is_whole(
    state: StatePaths, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = export(state, address).publish_id
    publish(state, "update fct_quotes set role = 'chair'")

    def crash(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(postgres, "_take_over", crash)
        export(state, address)
    assert rows(address, "select distinct publish_id from wirebook.fct_quotes") == [(first,)]
    assert schemas(address) == ["wirebook"]
    assert not list(state.build.glob("tmp*"))
    reader = psycopg2.connect(address)
    with reader.cursor() as cursor:
        cursor.execute("select count(*) from wirebook.fct_quotes")
        assert export(state, address).is_new
    reader.close()


def test_a_version_that_is_read_is_dropped_the_next_time(
    state: StatePaths, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "_LOCK_WAIT", "50ms")
    first = export(state, address).publish_id
    publish(state, "update fct_quotes set role = 'chair'")
    reader = psycopg2.connect(address)
    with reader.cursor() as cursor:
        cursor.execute("select count(*) from wirebook.fct_quotes")
        assert export(state, address, keep=1).in_use == [first]
    reader.close()
    assert export(state, address, keep=1).in_use == []
    assert schemas(address) == ["wirebook"]


def test_what_is_not_ours_stays(state: StatePaths, address: str, tmp_path: Path) -> None:
    rows(address, "create schema wirebook_0123456789abcdef; create table public.mine (a int)")
    export(state, address)
    publish(state, "update fct_quotes set role = 'chair'")
    export(state, address, keep=1)
    assert "wirebook_0123456789abcdef" in schemas(address)
    other = StatePaths(tmp_path / "other")
    shutil.copytree(state.home, other.home)
    with pytest.raises(postgres.PostgresError, match="that of state news"):
        export(other, address)
    rows(address, "comment on schema wirebook is 'mine'")
    with pytest.raises(postgres.PostgresError, match="was not made by wirebook"):
        export(state, address)


def test_rows_that_do_not_fit_are_told_without_their_words(state: StatePaths, address: str) -> None:
    first = export(state, address).publish_id
    twice = "insert into dim_topics select 'a secret', * exclude (topic) from dim_topics"
    publish(state, f"{twice}; {twice}")
    with pytest.raises(postgres.PostgresError) as told:
        export(state, address)
    assert "UNIQUE_VIOLATION" in str(told.value) and "secret" not in str(told.value)
    assert rows(address, "select distinct publish_id from wirebook.dim_topics") == [(first,)]


def test_a_user_who_may_not_is_told_what_is_missing(sample: StatePaths, address: str) -> None:
    rows(address, "create role plain login")
    with pytest.raises(postgres.PostgresError) as told:
        export(sample, address.replace("user=owner", "user=plain"))
    assert "permission denied" in str(told.value) and postgres.READER in str(told.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("host=/nowhere dbname=x password=hush", "No such file"),
        ("hush hush", "not understood"),
        ("postgresql://u:hush@localhost:hush/x", "not understood"),
        ("postgresql://u:p@hush@/x", "not known|not understood|resolution"),
    ],
)
def test_a_wrong_address_is_told_without_its_password(
    sample: StatePaths, given: str, told: str
) -> None:
    with pytest.raises(postgres.PostgresError, match=told) as error:
        export(sample, given)
    assert "hush" not in str(error.value)


def test_the_command(
    state: StatePaths,
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "name: news\nsources:\n  - {name: a, kind: files, address: a, outlet: A,"
        " timezone: UTC, licence: ours}\n"
    )
    (tmp_path / "a").mkdir()
    monkeypatch.setenv("WIREBOOK_HOME", str(state.home))
    said: Callable[[], int] = lambda: cli.main(["export", "postgres", "--sources", str(sources)])  # noqa: E731
    assert said() == 1
    assert "WIREBOOK_POSTGRES names no database" in capsys.readouterr().err
    monkeypatch.setenv("WIREBOOK_POSTGRES", address)
    assert said() == 0
    assert "tables, role wirebook_reader may read" in capsys.readouterr().out
    assert said() == 0
    assert "already" in capsys.readouterr().out
    monkeypatch.setenv("WIREBOOK_POSTGRES", "host=/nowhere")
    assert said() == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_nothing_published_is_told(tmp_path: Path) -> None:
    from wirebook.published.connect import NothingPublished

    with pytest.raises(NothingPublished, match="make run"):
        export(StatePaths(tmp_path / "none"), "host=/nowhere")
