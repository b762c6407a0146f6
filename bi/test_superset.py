"""Superset on the last run: who may enter, both dashboards, every chart against `wirebook ask`.

Not a part of `make test`, whose environment has no Superset: `make bi-test` after `make run`.
"""

from __future__ import annotations

import json
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import bi_bundle
import bi_up
import postgres_server
import pytest
import requests
import yaml
from wirebook import release
from wirebook.published import questions, versions
from wirebook.published.connect import connect, rows
from wirebook.settings import StatePaths
from wirebook.sources import SourcesFile

STATE = StatePaths.last()
# Not the folder of a desk, whose charts would ask the test's database from then on.
HOME = STATE.home / "bi-test"
DESCRIBED = yaml.safe_load(bi_bundle.CHARTS.read_text(encoding="utf-8"))
CHARTS: dict[Any, dict[str, Any]] = DESCRIBED["charts"]
TITLES = [dashboard["title"] for dashboard in DESCRIBED["dashboards"]]


class Superset:
    """A running Superset, asked as its user."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._session = requests.Session()

    def login(self, password: str) -> int:
        """Log in; return the status of the answer."""
        who = {"username": bi_up.USER, "password": password, "provider": "db"}
        answer = requests.post(f"{self.address}/security/login", json=who, timeout=60)
        if answer.ok:
            self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return answer.status_code

    def get(self, path: str) -> Any:
        answer = self._session.get(f"{self.address}/{path}", timeout=120)
        assert answer.ok, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.json()["result"]


@pytest.fixture(scope="module", params=["duckdb", "postgresql"])
def backend(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield what the charts ask: the file, or a server that the version was exported to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("WIREBOOK_POSTGRES", raising=False)
        if request.param == "duckdb":
            yield request.param
            return
        with postgres_server.running() as address:
            release.export_postgres(STATE, SourcesFile("bi", HOME, ()), address)
            patch.setenv("WIREBOOK_POSTGRES", address)
            yield request.param


@pytest.fixture(scope="module")
def superset(backend: str) -> Iterator[Superset]:
    environment = bi_up.prepare(STATE, HOME)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = bi_up.ENVIRONMENT / "gunicorn"
    command = bi_up.server("127.0.0.1", port)
    with (HOME / "test.log").open("w") as sink:
        server = subprocess.Popen(
            command, executable=program, env=environment, stdout=sink, stderr=sink
        )
    try:
        wait(port, server)
        yield Superset(f"http://127.0.0.1:{port}/api/v1")
    finally:
        server.terminate()
        server.wait()


def wait(port: int, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "Superset ended: bi-test/test.log of the state says why"
        try:
            if requests.get(f"http://127.0.0.1:{port}/health", timeout=10).ok:
                return
        except (requests.ConnectionError, requests.Timeout):  # it listens before it answers
            time.sleep(0.5)
    pytest.fail("Superset does not answer")


@pytest.fixture(scope="module")
def desk(superset: Superset) -> Superset:
    password = (HOME / "password").read_text(encoding="utf-8")
    assert superset.login(password) == 200
    return superset


def test_nobody_enters_without_the_password(superset: Superset) -> None:
    assert superset.login("admin") == 401
    assert requests.get(f"{superset.address}/chart/", timeout=60).json().get("count", 0) == 0
    assert requests.get(f"{superset.address}/database/", timeout=60).status_code == 401
    assert (HOME / "password").stat().st_mode & 0o077 == 0


def shown(desk: Superset) -> dict[str, int]:
    """Return every chart that the dashboards show, by its title."""
    return {
        chart["slice_name"]: chart["id"]
        for title in TITLES
        for chart in desk.get(f"dashboard/{title.lower().replace(' ', '-')}/charts")
    }


def test_both_dashboards_show_every_chart(desk: Superset) -> None:
    for dashboard in DESCRIBED["dashboards"]:
        found = desk.get(f"dashboard/{dashboard['title'].lower().replace(' ', '-')}/charts")
        assert len(found) == len(dashboard["charts"]), dashboard["title"]
    assert len(shown(desk)) == len(CHARTS)
    assert {key for key in CHARTS if isinstance(key, int)} == set(range(1, 21))


def answer(desk: Superset, key: int | str) -> list[dict[str, Any]]:
    """Return the rows that a chart's own query gives."""
    title = CHARTS[key]["title"]
    title = f"{key}. {title}" if isinstance(key, int) else title
    (result,) = desk.get(f"chart/{shown(desk)[title]}/data/")
    assert result["status"] == "success" and not result["error"], result["error"]
    rows_of: list[dict[str, Any]] = result["data"]
    return rows_of


def plain(value: Any) -> Any:
    """Return a value as Superset's JSON has it: days and times as milliseconds, all as floats."""
    if isinstance(value, datetime):
        return value.replace(tzinfo=UTC).timestamp() * 1000
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, Decimal | float | int) and not isinstance(value, bool):
        return float(f"{value:.13g}")
    return value


def told(answers: list[dict[str, Any]], columns: list[str]) -> list[tuple[Any, ...]]:
    found = [tuple(plain(row[column]) for column in columns) for row in answers]
    return sorted(found, key=repr)


@pytest.mark.parametrize("number", range(1, 21))
def test_a_chart_says_what_ask_says(desk: Superset, number: int) -> None:
    wanted = CHARTS[number]
    question = questions.find(str(number))
    columns, asked = questions.ask(STATE.published / versions.DATABASE, question)
    charted = answer(desk, number)
    if wanted["show"] == "table":
        assert told(charted, columns) == told(asked, columns)
        return
    value = wanted["value"]
    by = [wanted[name] for name in ("by", "split") if name in wanted]
    sums: dict[tuple[Any, ...], Decimal | None] = {}
    for row in asked:
        group = tuple(row[name] for name in by)
        sums[group] = None if row[value] is None else (sums.get(group) or 0) + row[value]
    assert {tuple(row[name] for name in by): plain(row[value]) for row in charted} == {
        group: plain(amount) for group, amount in sums.items()
    }


@pytest.mark.parametrize("key", [key for key in CHARTS if isinstance(key, str)])
def test_a_chart_of_the_pipeline_counts_what_the_file_holds(desk: Superset, key: str) -> None:
    charted = answer(desk, key)
    with connect(STATE.published / bi_bundle.OPS) as connection:
        there = rows(connection, CHARTS[key]["sql"])
    assert len(charted) == len(there)
    if not there:
        return
    value = CHARTS[key].get("value") or list(there[0])[-1]
    total = sum(row[value] for row in there if row[value] is not None)
    assert sum(row[value] for row in charted) == pytest.approx(total)


def test_what_is_asked_cannot_be_changed(desk: Superset, backend: str) -> None:
    databases = {database["database_name"]: database for database in desk.get("database/")}
    assert databases.keys() == {"wirebook", "operations"}
    assert databases["wirebook"]["backend"] == backend
    for database in databases.values():
        assert not database["allow_dml"] and not database["allow_file_upload"]
