"""The commands, run as a person runs them, on a small published state."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from marts import Verdict, build_marts
from wirebook import cli, ingest
from wirebook.commands.facts import published_facts
from wirebook.landing import parts
from wirebook.landing.shard import read_shard_file
from wirebook.published import export, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.published.connect import OlderVersion, connect, rows
from wirebook.published.current import current
from wirebook.quoting import printable
from wirebook.settings import StatePaths


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    state = StatePaths(tmp_path_factory.mktemp("state"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    with duckdb.connect(str(state.build / BUILD_FILE)) as connection:
        # A name that a spreadsheet would run and a terminal would paint.
        connection.execute(
            "update marts.fct_money_facts set subject_name = '=HYPERLINK(1)[red]'"
            " where fact_id = 'c4'"
        )
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    return state


@pytest.fixture
def state(published: StatePaths, monkeypatch: pytest.MonkeyPatch) -> StatePaths:
    monkeypatch.setenv("WIREBOOK_HOME", str(published.home))
    monkeypatch.setenv("COLUMNS", "200")
    return published


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert cli.main(arguments) == 0
    return capsys.readouterr().out


def test_facts_as_a_table(state: StatePaths, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "facts")
    assert "2 published facts" in printed
    assert "≥ 5 tn KRW" in printed and "≥ 3.5 bn" in printed
    assert "=HYPERLINK(1)[red]" in printed, "text from pages is never markup"
    assert "2 of them may be summed: 5,500,000,000.00 US dollars" in printed


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        (["--type", "contract"], ["c4"]),
        (["--type", "contract", "--type", "investment"], ["c1", "c4"]),
        (["--since", "2025-03-08"], ["c1"]),
        (["--since", "2025-03-09"], []),
        (["--min-usd", "3,000,000,000"], ["c1"]),
        (["--min-usd", "2e9"], ["c1", "c4"]),
        (["--limit", "1"], ["c1"]),
        (["--sort", "amount_usd"], ["c4", "c1"]),
        (["--sort=-announced_on"], ["c1", "c4"]),
        (["--entity", "Norden Chips", "--type", "contract"], []),
        (["--as-of", "2025-03-08"], []),
        (["--as-of", "2025-03-09"], ["c1", "c4"]),
        (["--as-of", "2025-03-09 00:00"], ["c1", "c4"]),
        (["--as-of", "2025-03-09T00:00:00+09:00"], []),
    ],
)
def test_facts_are_filtered_and_sorted(
    asked: list[str], ids: list[str], state: StatePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    told = run(capsys, "facts", "--format", "csv", "--columns", "fact_id,amount_usd", *asked)
    head, *lines = told.splitlines()
    assert head == "fact_id,amount_usd"
    assert [line.split(",")[0] for line in lines] == ids


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        (["--type", "gift"], 1, "gift is no type of fact; allowed: acquisition"),
        (["--columns", "colour"], 1, "colour is no column of facts; there are: fact_id"),
        (["--sort", "colour"], 1, "colour is no column of facts"),
        (["--min-usd", "much"], 2, "--min-usd"),
        (["--min-usd", "nan"], 2, "--min-usd"),
        (["--limit", "-1"], 2, "--limit"),
        (["--since", "soon"], 2, "--since"),
        (["--as-of", "soon"], 2, "--as-of"),
    ],
)
def test_a_persons_mistake_is_told_in_a_line(
    asked: list[str],
    code: int,
    told: str,
    state: StatePaths,
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        assert cli.main(["facts", *asked]) == code
    except SystemExit as left:
        assert left.code == code
    assert told in capsys.readouterr().err.splitlines()[-1]


def test_a_narrow_terminal_gets_a_card_a_fact(
    state: StatePaths, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    printed = run(capsys, "facts")
    assert "  who: Norden Chips" in printed and "  amount: ≥ 5 tn KRW" in printed
    assert max(map(len, printed.splitlines())) <= 60 and "…" not in printed


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0 and capsys.readouterr().out.startswith("wirebook ")


def exported(state: StatePaths, kind: str) -> bytes:
    command = [sys.executable, "-m", "wirebook.cli", "facts", "--format", kind]
    environment = {**os.environ, "WIREBOOK_HOME": str(state.home)}
    return subprocess.run(command, check=True, stdout=-1, env=environment).stdout


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("노르덴칩스", ["c1"]),
        ("norden chips", ["c1"]),
        ("e_norden", ["c1"]),
        ("칼더", []),
        ("' or true --", []),
    ],
)
def test_facts_of_one_entity_by_any_of_its_names(
    state: StatePaths, name: str, facts: list[str]
) -> None:
    found = published_facts(state, None, name)
    assert [fact["fact_id"] for fact in found] == facts


def test_facts_as_json(state: StatePaths) -> None:
    facts = [json.loads(line) for line in exported(state, "json").splitlines()]
    assert [fact["fact_id"] for fact in facts] == ["c1", "c4"]
    assert facts[0]["amount_usd"] == "3500000000" and facts[0]["languages"] == ["en", "ko"]
    assert facts[1]["subject"] == "=HYPERLINK(1)[red]", "JSON keeps what is there"


def test_facts_as_csv_are_defused(state: StatePaths) -> None:
    rows = list(csv.DictReader(io.StringIO(exported(state, "csv").decode("utf-8"), newline="")))
    assert rows[1]["subject"] == "'=HYPERLINK(1)[red]"
    assert rows[0]["amount_low"] == "5000000000000" and rows[0]["amount_high"] == ""


def test_facts_as_parquet(state: StatePaths) -> None:
    table = pq.read_table(io.BytesIO(exported(state, "parquet")))
    assert table.column("amount_usd").to_pylist() == [Decimal("3500000000"), Decimal("2000000000")]


@pytest.mark.parametrize(("day", "known"), [("2025-03-08", 0), ("2025-03-09", 2)])
def test_facts_as_of_a_day(
    state: StatePaths, capsys: pytest.CaptureFixture[str], day: str, known: int
) -> None:
    assert f"{known} published facts" in run(capsys, "facts", "--as-of", day)


def test_explain_a_fact(state: StatePaths, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "facts", "--explain", "c1")
    for part in (
        "1 EUR = 1500 KRW, ecb of 2025-03-07, carried 1 days",
        "original_language",
        "5조 원 이상",
        "bytes     200 to 215 of a.warc.gz at 0",
        "no longer in the archive",
    ):
        assert part in printed


def test_an_unknown_fact_is_an_answer_not_a_traceback(
    state: StatePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["facts", "--explain", "zz"]) == 1
    assert "0 current facts have an id that begins 'zz'" in capsys.readouterr().err


def test_nothing_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path))
    assert cli.main(["facts"]) == 1
    assert "nothing is published" in capsys.readouterr().err


def test_history(state: StatePaths, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, "history")
    assert str(current(state)) in printed and "5 passed" in printed


def test_rollback_without_an_earlier_version(
    state: StatePaths, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["rollback"]) == 1
    assert "no earlier version" in capsys.readouterr().err


def test_explain_an_article(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    page = tmp_path / "page.txt"
    page.write_text(
        "Norden Chips said it would invest 3 billion euros in [bold]sensors[/bold] by 2030.\n",
        encoding="utf-8",
    )
    printed = run(capsys, "explain", str(page))
    assert "3,000,000,000 EUR" in printed
    assert "[bold]sensors[/bold]" in printed


@pytest.fixture
def archived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A state whose article with an address is in the archive, and published."""
    (tmp_path / "news").mkdir()
    text = "Calder Motors said it had won an order worth $2 billion from Vela Grid.\n"
    (tmp_path / "news" / "grid.txt").write_text(text, encoding="utf-8")
    sources = tmp_path / "sources.yaml"
    sources.write_text(
        "name: t\nsources: [{name: news, kind: files, address: news, outlet: News,"
        " timezone: Asia/Seoul, licence: ours, retention: full}]\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "250")
    state = StatePaths(tmp_path / "state")
    interval = ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
    [shard] = ingest.fetch_source(str(sources), "news", *interval)
    part = read_shard_file(str(sources), shard, *interval)
    [row] = parts.read_part(Path(part))
    state.build.mkdir()
    with duckdb.connect(str(build_marts(state.build / BUILD_FILE))) as connection:
        connection.execute(
            "update marts.fct_articles set source = 'news', raw_sha256 = ?, warc_file = ?,"
            " warc_offset = ?, warc_record_id = ?, encoding = ? where article_version_id = 'v3'",
            [row[c] for c in ("raw_sha256", "warc_file", "warc_offset", "warc_record_id")]
            + [row["encoding"]],
        )
        connection.execute(
            "update marts.fct_money_mentions set core_start = ? where money_mention_id = 'm4'",
            [row["money"][0]["core_start"]],
        )
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))


@pytest.mark.usefixtures("archived")
def test_explain_an_address(capsys: pytest.CaptureFixture[str]) -> None:
    """Read from the archive under any form of the address, with what became of the amount."""
    printed = run(capsys, "explain", "http://lakeside.example/calder-grid?utm_source=x#top")
    assert "Calder Motors said it had won" in printed
    [amount] = [line for line in printed.splitlines() if "2,000,000,000 USD" in line]
    assert "fact c4" in amount


@pytest.mark.usefixtures("archived")
@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("https://lakeside.example/elsewhere", "no published article has the address"),
        ("ftp://lakeside.example/calder-grid", "ftp"),
    ],
)
def test_an_unknown_address_is_never_fetched(
    address: str, answer: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["explain", address]) == 1
    assert answer in capsys.readouterr().err


def test_explain_what_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.txt"
    empty.touch()
    assert cli.main(["explain", str(empty)]) == 1
    assert "not an article" in capsys.readouterr().err
    assert cli.main(["explain", str(tmp_path / "missing.txt")]) == 1


def test_read_loads_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys; from wirebook import cli; cli.main(['read', '--only', 'money']);"
        "heavy = {'duckdb', 'pyarrow', 'pandas', 'rich', 'great_expectations', 'dbt', 'airflow'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input=b"", capture_output=True, check=True
    )
    assert done.stderr.decode().strip() == "[]"


def test_read_refuses_an_unknown_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["read", "--only", "money,weather"]) == 2
    assert "weather" in capsys.readouterr().err


@pytest.mark.parametrize(
    "query",
    [
        "select * from read_csv('/etc/passwd')",
        "copy fct_quotes to '/tmp/out.csv'",
        "set enable_external_access = true",
        "attach '/tmp/other.duckdb' as other",
        "create table t (i int)",
        "delete from fct_quotes",
    ],
)
def test_a_consumer_reads_and_nothing_else(state: StatePaths, query: str) -> None:
    with (
        connect(state.published / versions.DATABASE) as connection,
        pytest.raises(duckdb.Error),
    ):
        connection.execute(query)


@given(st.text(max_size=20), st.decimals(-(10**20), 10**20, places=4))
def test_csv_cells_never_begin_a_formula(text: str, number: Decimal) -> None:
    sink = io.BytesIO()
    export.write([{"text": text, "number": number}], ["text", "number"], "csv", sink)
    read = list(csv.reader(io.StringIO(sink.getvalue().decode("utf-8"), newline="")))
    assert not read[1][0].startswith(tuple("=+-@\t\r\n \ufeff\xa0＝＋－＠"))
    assert read[1][0].removeprefix("'") == printable(text).removeprefix("'")
    assert Decimal(read[1][1]) == number


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("1970000000000000.0000"), "1970000000000000"),
        (Decimal("-0.5000"), "-0.5"),
        (Decimal("1E+3"), "1000"),
        (date(2025, 2, 22), "2025-02-22"),
        ([Decimal("1.10"), None], ["1.1", None]),
        (None, None),
    ],
)
def test_plain_values(value: Any, plain: Any) -> None:
    assert export.plain(value) == plain


def test_an_unknown_format_is_an_error() -> None:
    with pytest.raises(ValueError, match="xlsx"):
        export.write([], [], "xlsx", io.BytesIO())


def test_a_version_of_an_earlier_wirebook_is_told(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as connection:
        connection.execute("create table fct_money_facts (fact_id varchar)")
    with connect(tmp_path / "old.duckdb") as connection:
        for query in ("select sign from fct_money_facts", "select 1 from bridge_entity_names"):
            with pytest.raises(OlderVersion, match="earlier wirebook"):
                rows(connection, query)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    assert "wirebook" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "offered"),
    [("wirebook roll", ["rollback"]), ("wirebook facts --lim", ["--limit"]), ("wirebook nope", [])],
)
def test_a_shell_is_told_what_may_stand_next(
    typed: str, offered: list[str], tmp_path: Path
) -> None:
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
        "_ARGCOMPLETE_IFS": "\n",
    }
    line = {"COMP_LINE": typed, "COMP_POINT": str(len(typed)), "COMP_TYPE": "9"}
    command = Path(sys.executable).with_name("wirebook")
    subprocess.run([command], env=os.environ | asked | line, check=True, timeout=60)
    told = answer.read_text(encoding="utf-8") if answer.exists() else ""
    assert told.split() == offered
