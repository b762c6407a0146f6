"""No query reaches beyond the files that DuckDB was opened for, however it was opened."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
import yaml
from wirebook import duckdb_files
from wirebook.settings import dbt_project_dir
from wirebook.warehouse.closed_build import Plugin

Open = Callable[[Path], duckdb.DuckDBPyConnection]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file that may be read in ``inside`` and one that may not in ``outside``."""
    for name in ("inside", "outside"):
        (tmp_path / name).mkdir()
        with duckdb.connect(str(tmp_path / name / "other.duckdb")) as connection:
            connection.execute("create table kept as select 1 as x")
            connection.execute(f"copy kept to '{tmp_path / name / 'x.parquet'}'")
    with duckdb.connect(str(tmp_path / "it.duckdb")) as connection:
        connection.execute("create table known as select 1 as x")
    return tmp_path


def for_dbt(folder: Path) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(str(folder / "it.duckdb"))
    listed = json.dumps([str(folder / "inside")])
    Plugin("closed_build", {"folders": listed}).configure_connection(connection)
    return connection


WAYS: dict[str, Open] = {
    "read": lambda folder: duckdb_files.read(folder / "it.duckdb"),
    "work": lambda folder: duckdb_files.work(folder / "it.duckdb", folders=[folder / "inside"]),
    "work in memory": lambda folder: duckdb_files.work(folders=[folder / "inside"]),
    "read for a copy": lambda folder: duckdb_files.work(
        folder / "it.duckdb", folders=[folder / "inside"], read_only=True, threads=1
    ),
    "dbt": for_dbt,
}
REFUSED = [
    "from read_text('/etc/hostname')",
    "from read_parquet('{}/outside/x.parquet')",
    "from read_parquet('{}/inside/../outside/x.parquet')",
    "from read_csv('https://example.org/x.csv')",
    "copy (select 1) to '{}/outside/y.csv'",
    "attach '{}/outside/other.duckdb'",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "set lock_configuration = false",
    "reset allowed_directories",
]


@pytest.mark.parametrize("query", REFUSED)
@pytest.mark.parametrize("way", WAYS)
def test_a_query_reaches_no_further(way: str, query: str, folder: Path) -> None:
    with WAYS[way](folder) as connection, pytest.raises(duckdb.Error):
        connection.execute(query.replace("{}", str(folder)))


@pytest.mark.parametrize("way", [way for way in WAYS if way != "read"])
def test_work_reads_what_it_is_given_in_utc(way: str, folder: Path) -> None:
    with WAYS[way](folder) as connection:
        query = f"from read_parquet('{folder}/inside/*.parquet')"
        assert connection.execute(query).fetchall() == [(1,)]
        connection.execute(f"copy (select 1) to '{folder}/inside/y.parquet'")
        zone = "select current_setting('timezone')"
        assert connection.execute(zone).fetchall() == [("UTC",)]
        assert connection.cursor().execute(zone).fetchall() == [("UTC",)], "dbt works by cursors"


def test_a_file_that_is_named_can_be_attached(folder: Path) -> None:
    other = folder / "outside" / "other.duckdb"
    with duckdb_files.work(files=[other]) as connection:
        connection.execute(f"attach '{other}' as other (read_only)")
        assert connection.execute("from other.kept").fetchall() == [(1,)]


def test_a_path_with_a_quote_is_a_path(tmp_path: Path) -> None:
    odd = tmp_path / "it's ] here"
    odd.mkdir()
    with duckdb_files.work(folders=[odd]) as connection:
        target = str(odd / "x.parquet").replace("'", "''")
        connection.execute(f"copy (select 1) to '{target}'")


def test_the_build_is_closed() -> None:
    profile = yaml.safe_load((dbt_project_dir() / "profiles.yml").read_text("utf-8"))
    output = profile["wirebook"]["outputs"]["build"]
    assert [plugin["module"] for plugin in output["plugins"]] == [Plugin.__module__]
    assert not set(output) & {"extensions", "secrets", "filesystems", "attach", "settings"}


def test_nothing_else_opens_a_database() -> None:
    package = Path(duckdb_files.__file__).parent
    opening = [
        file.name
        for file in package.rglob("*.py")
        if "duckdb.connect(" in file.read_text("utf-8") and file.name != "duckdb_files.py"
    ]
    assert opening == []
