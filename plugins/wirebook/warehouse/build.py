"""The warehouse: one dbt build, in this process, into one DuckDB file.

Articles are compared in SQL (``dbt_project``). The build starts from an empty file each time and
reads the landing and what is published now, so equal inputs give equal tables; how texts of days
that did not change compare is carried from the last build (``carried``). dbt's unit tests are left
to ``make test``; its data tests run here and fail the build.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import yaml

from wirebook import duckdb_files
from wirebook.landing import parts
from wirebook.operations import progress
from wirebook.plain_names import plainly_gathered, plainly_named
from wirebook.published.current import current_parquet
from wirebook.quoting import identifier, literal, printable_lines, without_contacts
from wirebook.settings import StatePaths, dbt_project_dir, seeds_dir
from wirebook.warehouse.carried import carried_folder, ensure_carried, keep
from wirebook.warehouse.rates import ensure_rates

# dbt's events that one more node is done.
_RESULTS = ("LogModelResult", "LogSeedResult", "LogTestResult")
# What dbt made of the project's files, by their names, times and sizes.
_PARSED: dict[tuple[tuple[str, int, int], ...], Any] = {}
# Tables whose history the next build carries on.
HISTORY = (
    "dim_entities",
    "fct_claim_links",
    "fct_fx_rates",
    "fct_money_claims",
    "fct_money_facts",
)


class BuildError(RuntimeError):
    """dbt did not finish; the message names the nodes that failed and why."""


def build_file(state: StatePaths) -> Path:
    """Return where a state's build file is."""
    return state.build / "warehouse.duckdb"


def build(state: StatePaths, run_at: datetime, *, whole: bool = False) -> Path:
    """Build every model and run every data test; return the build file.

    Args:
        state: whose landing to read and whose published version to carry history from.
        run_at: end of the run's interval, with a time zone; the time of every new belief.
        whole: compare all texts anew, whatever the last build made of them.

    Raises BuildError when a model, a seed or a test fails.
    """
    state.build.mkdir(parents=True, exist_ok=True)
    path = build_file(state)
    for stale in (path, path.with_name(path.name + ".wal")):
        stale.unlink(missing_ok=True)
    ensure_landing(state)
    ensure_rates(state)
    write_previous(state)
    ensure_carried(state, whole=whole)
    _run_dbt(state, run_at, ["build", "--exclude", "test_type:unit"])
    keep(state, path)
    return path


def article_groups(state: StatePaths, run_at: datetime) -> dict[str, tuple[str, str]]:
    """Compare the landed articles alone; return each version's story and syndication group.

    Raises BuildError when a model or a seed fails.
    """
    state.build.mkdir(parents=True, exist_ok=True)
    ensure_landing(state)
    ensure_carried(state)
    without_tests = ["--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]
    command = ["build", "--select", "+int_article_groups", *without_tests]
    _run_dbt(state, run_at, command)
    with duckdb_files.read(build_file(state)) as connection:
        rows = connection.execute(
            "select article_version_id, story_id, syndication_group_id"
            " from intermediate.int_article_groups"
        ).fetchall()
    return {version: (story, group) for version, story, group in rows}


def run_unit_tests(state: StatePaths) -> None:
    """Run dbt's unit tests against a file that was built before.

    They bring their own rows; of the build they need the columns only. Raises BuildError when one
    fails.
    """
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    _run_dbt(state, epoch, ["test", "--select", "test_type:unit"])


def write_docs(state: StatePaths) -> Path:
    """Write dbt's documentation of a file that was built before; return its one page."""
    epoch = datetime(2000, 1, 1, tzinfo=UTC)
    _run_dbt(state, epoch, ["docs", "generate", "--static"])
    return state.build / "target" / "static_index.html"


def _run_dbt(state: StatePaths, run_at: datetime, command: Sequence[str]) -> None:
    """Run one dbt command with its files below the state."""
    with (
        plainly_named(state.home) as home,
        plainly_gathered(dbt_project_dir(), seeds=seeds_dir()) as project,
    ):
        here = StatePaths(home)
        carried = carried_folder(here)
        folders = (here.landing, here.build / "previous", carried, project / "seeds")
        # DuckDB looks where a link leads.
        readable = sorted({*folders, *(folder.resolve() for folder in folders)})
        variables = {
            "WIREBOOK_LANDING": str(here.landing),
            "WIREBOOK_BUILD_FILE": str(build_file(here)),
            "WIREBOOK_PREVIOUS": str(here.build / "previous"),
            "WIREBOOK_CARRIED": str(carried),
            "WIREBOOK_RUN_AT": run_at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f"),
            "WIREBOOK_FOLDERS": json.dumps([str(folder) for folder in readable]),
        }
        with _environment(variables):
            _invoke_dbt(here, project, command)


def _teller() -> Callable[[Any], None]:
    """Return what tells of dbt's own count of the nodes that are done."""
    begun = False

    def tell(event: Any) -> None:
        nonlocal begun
        if event.info.name in _RESULTS:
            if not begun:
                # Results of tests have the number under another name than those of models.
                total = getattr(event.data, "total", 0) or getattr(event.data, "num_models", 0)
                progress.begin("build", int(total))
                begun = True
            progress.advance("build")

    return tell


def _invoke_dbt(state: StatePaths, project: Path, command: Sequence[str]) -> None:
    # Heavy, and only a build needs it.
    from dbt.cli.main import dbtRunner

    options = _dbt_options(state, project)
    try:
        manifest = _parsed(project, options)
        result = dbtRunner(manifest, callbacks=[_teller()]).invoke([*command, *options])
    finally:
        _let_go()
    if not result.success:
        raise BuildError(without_contacts(printable_lines(_why(result))))


def _dbt_options(state: StatePaths, project: Path) -> list[str]:
    """Return what every dbt command is told: where its files are, and to keep no log of its own."""
    places = {
        "--project-dir": str(project),
        "--profiles-dir": str(project),
        "--target-path": str(state.build / "target"),
        "--log-path": str(state.build / "logs"),
        "--log-level": "none",
        "--log-level-file": "none",
    }
    return [*chain.from_iterable(places.items())]


def _parsed(project: Path, options: Sequence[str]) -> Any:
    """Return the project as dbt parses it: once a process, until one of its files changes.

    Nothing of a state is in it, as paths and times are told when a model is compiled.
    """
    from dbt.cli.main import dbtRunner

    files = sorted(path for path in project.rglob("*") if path.is_file())
    stats = [(path, path.stat()) for path in files]
    now = tuple((str(path), stat.st_mtime_ns, stat.st_size) for path, stat in stats)
    if now not in _PARSED:
        _PARSED.clear()
        result = dbtRunner().invoke(["parse", *options])
        if not result.success:
            raise BuildError(without_contacts(printable_lines(_why(result))))
        _PARSED[now] = result.result
    return _PARSED[now]


def _let_go() -> None:
    """Close the build file, which dbt-duckdb would keep open until the process ends."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager

    environment = DuckDBConnectionManager._ENV
    if environment is not None:
        environment.close()
        DuckDBConnectionManager.close_all_connections()


def _why(result: Any) -> str:
    if result.exception is not None:
        return f"dbt stopped: {result.exception}"
    failed = [
        f"{node.node.name}: {(node.message or node.status).strip()}"
        for node in result.result.results
        if node.status not in ("success", "pass", "skipped", "warn", "no-op")
    ]
    return "dbt failed on " + "; ".join(failed)


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables, which is how a dbt project takes its paths, for a while."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def ensure_landing(state: StatePaths) -> None:
    """Write one typed, empty part, so that staging has every column of today's schema, also where
    nothing has landed yet or all that has is from before a column was there."""
    parts.write_part(state.landing / "readings" / "part-empty.parquet", [])


def row_counts(database: Path) -> dict[str, int]:
    """Return how many rows each table of a build has, by schema and name: one for each step."""
    with duckdb_files.read(database) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() order by all"
        ).fetchall()
        counted = {}
        for schema, name in names:
            found = connection.execute(
                f"select count(*) from {identifier(schema)}.{identifier(name)}"
            ).fetchone()
            counted[f"{schema}.{name}"] = int(found[0]) if found else 0
    return counted


def mart_columns() -> dict[str, dict[str, str]]:
    """Return the columns and DuckDB types of every mart, from its contract."""
    path = dbt_project_dir() / "models" / "marts" / "_marts__models.yml"
    models = yaml.safe_load(path.read_text(encoding="utf-8"))["models"]
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for model in models
    }


def write_previous(state: StatePaths) -> Path:
    """Copy the tables with history from the published version, in the columns of today's contract.

    A column that the published version did not have yet is null; without a version the tables are
    empty. Returns the folder.
    """
    folder = state.build / "previous"
    folder.mkdir(parents=True, exist_ok=True)
    published = current_parquet(state)
    contracts = mart_columns()
    folders = (folder,) if published is None else (folder, published)
    with duckdb_files.work(folders=folders) as connection:
        for table in HISTORY:
            source = None if published is None else published / f"{table}.parquet"
            query = _history_query(connection, contracts[table], source)
            target = folder / f"{table}.parquet"
            connection.execute(f"copy ({query}) to {literal(target)} (format parquet)")
    return folder


def _history_query(
    connection: duckdb.DuckDBPyConnection, columns: Mapping[str, str], source: Path | None
) -> str:
    if source is None or not source.is_file():
        nulls = ", ".join(f"cast(null as {kind}) as {name}" for name, kind in columns.items())
        return f"select {nulls} where false"
    relation = f"read_parquet({literal(source)})"
    present = {
        row[0] for row in connection.execute(f"describe select * from {relation}").fetchall()
    }
    values = ", ".join(
        f"cast({name if name in present else 'null'} as {kind}) as {name}"
        for name, kind in columns.items()
    )
    return f"select {values} from {relation}"
