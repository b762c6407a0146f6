"""Two days of the samples, the second one a candidate, and what stops a fault that is put into it.

Faults are statements in SQL. Each is applied within a transaction that is taken back, so one copy
of the candidate serves them all. The stamp is left out of what is asked: any change breaks it, and
a fault of the pipeline would be stamped like everything else.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import marts
import pytest
import yaml
from wirebook import duckdb_files, ingest, release, settings
from wirebook.audit import suites as audit_suites
from wirebook.audit.suites import ROW_FLOOR, load_suites
from wirebook.landing.shard import read_shard_file
from wirebook.published import versions
from wirebook.published.candidate import load_candidate
from wirebook.published.current import current_parquet
from wirebook.settings import StatePaths
from wirebook.verify import verify
from wirebook.verify.rates import Rates
from wirebook.verify.report import RULES

DAYS = ("2026-11-20", "2026-11-21", "2026-11-22")
# Not there on the first day, and one that says something else on the second.
LATE = ("naru-portal/04-eu-fine.txt", "naru-portal/08-japan-fab.txt", "agora-board/02-budget.txt")
CHANGED = ("ledger-daily/02-portwell-takeover.txt", "$5.6 billion", "$5.8 billion")
EXCERPTED = "agora-board"
# What a clean variation may ask of the second derivation.
OPTIONS = ("most", "is_candidate")
# The stamp is not asked: whatever changes a row breaks it.
STAMPED = RULES.keys() - {"stamp"}
_TESTS = settings.dbt_project_dir() / "tests"


def build(folder: Path) -> StatePaths:
    """Publish a first day below a folder and build a second one; return the state."""
    state = StatePaths(folder / "state")
    articles = folder / "samples"
    shutil.copytree(settings.project_root() / "samples", articles)
    text = (settings.project_root() / "dags" / "sources.yaml").read_text(encoding="utf-8")
    head, entry, rest = text.partition(f"name: {EXCERPTED}\n")
    rest = rest.replace("retention: full", "retention: spans_only", 1)
    (folder / "dags").mkdir()
    sources = folder / "dags" / "sources.yaml"
    sources.write_text(head + entry + rest, encoding="utf-8")
    late = {name: (articles / name).read_bytes() for name in LATE}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_HOME", str(state.home))
        patch.setenv("WIREBOOK_SOURCES", str(sources))
        for name in LATE:
            (articles / name).unlink()
        _day(str(sources), state, 0)
        candidate = load_candidate(state)
        versions.publish(state, candidate, marts.Verdict(candidate.publish_id))
        for name, content in late.items():
            (articles / name).write_bytes(content)
        changed = articles / CHANGED[0]
        said = changed.read_text(encoding="utf-8")
        assert CHANGED[1] in said
        changed.write_text(said.replace(*CHANGED[1:]), encoding="utf-8")
        _day(str(sources), state, 1)
    return state


def _day(sources: str, state: StatePaths, day: int) -> None:
    interval = (f"{DAYS[day]}T00:00:00+00:00", f"{DAYS[day + 1]}T00:00:00+00:00")
    for name in ingest.plan(sources):
        for shard in ingest.fetch_source(sources, name, *interval):
            read_shard_file(sources, shard, *interval)
    release.build(state, f"gate__{day}")


@dataclass
class World:
    """A candidate that faults are put into, and what it rests on."""

    state: StatePaths
    connection: duckdb.DuckDBPyConnection
    grounds: verify.Grounds
    rates: Rates = field(init=False)

    def __post_init__(self) -> None:
        verify.prepare(self.connection, self.grounds)
        self.rates = Rates(self.connection, self.grounds.landing)

    @cached_property
    def checks(self) -> Mapping[str, str]:
        """The query of every expectation, by table and name; it returns rows where it fails."""
        found = {}
        for suite in load_suites(settings.suites_dir()):
            for check in suite.checks:
                query = audit_suites.failed_rows(suite, check)
                if check.type == ROW_FLOOR:
                    query = f"select count(*) from {suite.table} having count(*) < {suite.floor}"
                if query is not None and check.severity != "W":
                    found[f"{suite.table}.{check.name}"] = query
        return found

    @cached_property
    def data_tests(self) -> Mapping[str, str]:
        """The query of every test and constraint of the marts' models, and the singular tests."""
        found = {}
        for name, model in marts.contracts().items():
            for test in model.get("data_tests", ()):
                columns = ", ".join(test["unique_combination"]["arguments"]["columns"])
                found[f"{name}.unique"] = _twice(name, columns)
            for column in model["columns"]:
                found |= dict(_column_tests(name, column))
        for path in sorted(_TESTS.glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            if "int_" not in text:
                found[path.stem] = text.replace('{{ ref("', "").replace('") }}', "")
        return found

    @contextmanager
    def fault(self, statement: str) -> Iterator[None]:
        """Put a fault into the candidate, for as long as the block lasts."""
        self.connection.execute("begin")
        try:
            for one in filter(str.strip, statement.split(";")):
                found = self.connection.execute(one).fetchone()
                assert found != (0,), f"it changes nothing: {one}"
            yield
        finally:
            self.connection.execute("rollback")

    def verified(
        self,
        only: Collection[str] = STAMPED,
        *,
        most: int | None = None,
        is_candidate: bool = True,
    ) -> dict[str, str]:
        """Return the rules of the second derivation that find something, with what they found."""
        report = verify.verify(
            self.connection, self.grounds, is_candidate=is_candidate, most=most, rates=self.rates,
            only=only,
        )  # fmt: skip
        return {
            f"verify.{rule.name}": f"{rule.key}: {rule.what}"
            for rule in report.rules.values()
            if rule.differences
        }

    def failing(self, queries: Mapping[str, str]) -> list[str]:
        """Return the names of queries that return rows."""
        return [name for name, query in queries.items() if self._finds(query)]

    def _finds(self, query: str) -> bool:
        return self.connection.execute(query).fetchone() is not None

    def stops(self, owner: str) -> bool:
        """Tell whether one owner stops what is in the candidate now."""
        kind, _, name = owner.partition(":")
        if kind == "verify":
            return f"verify.{name}" in self.verified({name})
        queries = {"expectation": self.checks, "test": self.data_tests, "contract": self.data_tests}
        return self._finds(queries[kind][name])

    def stopped_by(self) -> list[str]:
        """Return every owner that stops what is in the candidate now."""
        found = [f"test:{name}" for name in self.failing(self.data_tests)]
        found += [f"expectation:{name}" for name in self.failing(self.checks)]
        return found + [name.replace(".", ":", 1) for name in self.verified()]


@contextmanager
def opened(state: StatePaths, copy: Path) -> Iterator[World]:
    """Open a copy of a state's candidate to put faults into."""
    shutil.copyfile(load_candidate(state).path, copy)
    grounds = verify.Grounds(
        state.archive, state.landing, settings.seeds_dir(), state.ops, current_parquet(state)
    )
    with duckdb_files.work(copy, folders=grounds.folders) as connection:
        yield World(state, connection, grounds)


def _twice(table: str, columns: str) -> str:
    return f"select {columns} from {table} group by {columns} having count(*) > 1"


def _column_tests(table: str, column: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    name = column["name"]
    label = f"{table}.{name}"
    for constraint in column.get("constraints", ()):
        if constraint["type"] == "not_null":
            yield f"{label}.not_null", f"select 1 from {table} where {name} is null"
    for test in column.get("data_tests", ()):
        kind, arguments = (test, {}) if isinstance(test, str) else next(iter(test.items()))
        arguments = arguments.get("arguments", {})
        if kind == "unique":
            yield f"{label}.unique", _twice(table, name) + f" and {name} is not null"
        elif kind == "not_null":
            yield f"{label}.not_null", f"select 1 from {table} where {name} is null"
        elif kind == "accepted_values":
            known = ", ".join(f"'{value}'" for value in arguments["values"])
            yield f"{label}.accepted", f"select 1 from {table} where {name} not in ({known})"
        elif kind == "relationships":
            other = arguments["to"].removeprefix("ref('").removesuffix("')")
            yield (
                f"{label}.relationships",
                f"select 1 from {table} as a anti join {other} as b"
                f" on a.{name} = b.{arguments['field']} where a.{name} is not null",
            )


@dataclass
class Score:
    """What came of the two tables: faults stopped by their owner, by another, by nobody; clean
    variations that somebody stopped."""

    owners: dict[str, int] = field(default_factory=dict)
    elsewhere: list[str] = field(default_factory=list)
    through: list[str] = field(default_factory=list)
    passed: int = 0
    alarms: list[str] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many faults were tried."""
        return sum(self.owners.values()) + len(self.elsewhere) + len(self.through)

    @property
    def share(self) -> float:
        """The share of faults that their owner stopped."""
        return sum(self.owners.values()) / self.faults


def score(world: World) -> Score:
    """Try every fault and every clean variation."""
    result = Score()
    for fault in table("gate_faults.yaml"):
        with world.fault(statement(fault)):
            owner = fault["owner"]
            kind = owner.partition(":")[0]
            if world.stops(owner):
                result.owners[kind] = result.owners.get(kind, 0) + 1
            elif others := world.stopped_by():
                result.elsewhere.append(f"{fault['what']}: not {owner} but {others[0]}")
            else:
                result.through.append(f"{fault['what']}: {owner}")
    for clean in variations():
        with world.fault(clean.get("sql", "select 1")):
            options = {key: clean[key] for key in OPTIONS if key in clean}
            found = [*world.verified(**options)]
            # No expectation asks for an order.
            found += (
                [] if clean.get("is_order", "sql" not in clean) else world.failing(world.checks)
            )
        result.passed += not found
        result.alarms += [f"{clean['what']}: {found[0]}"] if found else []
    return result


def variations() -> Iterator[dict[str, Any]]:
    """Yield the clean variations; one of several tables is one for each."""
    for clean in table("gate_clean.yaml"):
        order = clean.get("order", "random()")
        for name in clean.get("tables", ()):
            sql = f"create or replace table {name} as from {name} order by {order}"
            yield {"what": f"{clean['what']}: {name}", "sql": sql, "is_order": True}
        if "tables" not in clean:
            yield clean


def table(name: str) -> list[dict[str, Any]]:
    """Return the rows of a table of faults or of clean variations."""
    path = marts.TESTS / "cases" / name
    rows: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return rows


def statement(fault: Mapping[str, Any]) -> str:
    """Return the statement of a fault: its own, or one that changes one row of a table."""
    if "sql" in fault:
        return str(fault["sql"])
    name, where = fault["table"], fault["where"]
    return (
        f"update {name} set {fault['set']}"
        f" where rowid = (select min(rowid) from {name} where {where})"
    )
