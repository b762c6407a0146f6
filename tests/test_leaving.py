"""Every place where words of others leave: they are shown there, and nothing obeys them.

The places are functions of one hostile text; each is driven with every payload of the table.
"""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from marts import Verdict, build_marts
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sinks import mail_server
from wirebook import cli
from wirebook.archive.snapshots import Snapshot
from wirebook.commands import explain, fact, facts, terminal
from wirebook.fetch.base import Attempt
from wirebook.landing.row import identity_columns, reading_columns
from wirebook.operations import alerts, tables
from wirebook.pages.article import Article
from wirebook.published import export, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.reading.model import Entity
from wirebook.reading.reader import read
from wirebook.settings import StatePaths
from wirebook.sources import Source

CASES = Path(__file__).parent / "cases"
WORDS: list[str] = [
    c["text"] for c in yaml.safe_load((CASES / "printable.yaml").read_text("utf-8"))
]
CONTACTS = ("ann.lee@paper.example", "010-1234-5678")
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\ufeff=1", "\xa0=1"]
FORMULAS += ["＝1", "＋1", "－1", "＠SUM(A1)", "\u200b=1"]


def is_shown(out: str) -> bool:
    """Tell whether output is lines of what can be seen."""
    return all(line.isprintable() for line in out.split("\n"))


def on_terminal(show: Callable[[Console], None]) -> str:
    """Return what a terminal would get, less the colours that are ours."""
    out = io.StringIO()
    show(terminal.Screen(file=out, width=500, force_terminal=False, color_system=None))
    return out.getvalue()


def fact_of(words: str) -> dict[str, Any]:
    texts = "fact_id fact_type subject object_name subject_name object modality currency bound"
    texts += " metric measure sign status conversion as_of_basis resolution_rule"
    numbers = "amount_low amount_high amount_point amount_usd_low amount_usd_high amount_usd"
    numbers += " usd_point as_of_on horizon_start horizon_end horizon_months part_of spread_ratio"
    return {
        **dict.fromkeys(texts.split(), words),
        **dict.fromkeys(numbers.split()),
        "parties": [words],
        "party_roles": [words],
        "languages": [words],
        "independent_sources": 1,
        "articles": 1,
        "is_counted": False,
        "is_confident": False,
        "system_from": words,
    }


def landed(words: str) -> dict[str, Any]:
    """Return the row of an article that says the words wherever it can."""
    text = f"{words}\n{words} Tern Bank invests $5 billion, said {words}.\n"
    page = Article(text, "utf-8", "plain", byline=words, section=words)
    source = Source("desk", "files", ("x",), "Desk", "UTC", "ours", byline=True)
    snapshot = Snapshot("desk", "a.txt", "2026-03-01T00:00:00Z", "0", 1, "staged")
    reading = read(text, lang="en", title=words)
    return {**identity_columns(source, snapshot, page), **reading_columns(text, reading, Flat())}


class Flat:
    """A text whose characters are its bytes."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        return start, end


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from strings(item)


def in_landing(words: str, _: Path) -> str:
    # Keys are for comparing, never for looking at.
    return "\n".join(strings({k: v for k, v in landed(words).items() if not k.endswith("_keys")}))


def in_facts_table(words: str, _: Path) -> str:
    return on_terminal(lambda console: facts.print_table([fact_of(words)], console))


def in_explained_article(words: str, _: Path) -> str:
    text = f"{words}\n{words} Tern Bank invests $5 billion, said {words}.\n"
    reading = read(text, lang="en", title=words)
    return on_terminal(lambda console: explain.show(text, reading, console, {}))


def in_explained_names(words: str, _: Path) -> str:
    entity = Entity(0, len(words), words, "ORG", None, words, None)
    linked = [{"name": words, "entity": words, "method": words, "score": 1.0, "verdict": words}]
    reading = replace(read("", lang="en"), entities=(entity,))
    return on_terminal(lambda console: explain.show_names(reading, linked, console))


def in_what_a_command_forgot(words: str, _: Path) -> str:
    table = Table()
    table.add_column("name")
    table.add_row(Text(words))

    def show(console: Console) -> None:
        console.print(Text(words))
        console.print(table)

    return on_terminal(show)


def in_explained_fact(words: str, _: Path) -> str:
    return on_terminal(lambda console: fact._print_fact(console, fact_of(words)))


def in_sentence(words: str, _: Path) -> str:
    sentence = f"{words} $5 billion {words}"
    start = len(words) + 1
    marks = [(start, start + 10, "bold"), (0, len(sentence), "red")]
    shown = terminal.marked(sentence, marks)
    assert shown.plain[shown.spans[0].start : shown.spans[0].end] == "$5 billion"
    return shown.plain


def in_error(words: str, _: Path) -> str:
    error = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", error)
        assert cli.main(["explain", f"no-such-{words}".replace("\0", "")]) == 1
    return error.getvalue()


def in_csv(words: str, _: Path) -> str:
    sink = io.BytesIO()
    export.write([{"name": words, "names": [words]}], ["name", "names"], "csv", sink)
    return sink.getvalue().decode("utf-8").replace("\r\n", "\n")


def in_json(words: str, _: Path) -> str:
    sink = io.BytesIO()
    export.write([{"name": words}], ["name"], "json", sink)
    line = sink.getvalue().decode("utf-8")
    assert json.loads(line) == {"name": words}, "a program gets what is there"
    return line.replace("\xa0", " ").replace("\u3000", " ").replace("\u2003", " ")


def in_ops(words: str, folder: Path) -> str:
    state = StatePaths(folder)
    attempt = Attempt.begin("desk", words, lambda: datetime(2026, 3, 1, tzinfo=UTC))
    row = attempt.end("failed", f"status {words}").as_row()
    tables.record(state, "fct_fetch_outcomes", [row], run_id="r", task="fetch")
    tables.record(state, "fct_check_results", [{"keys": [words]}], run_id="r", task="audit")
    rows = tables.read(state, "fct_fetch_outcomes", "true")
    return "\n".join(strings(rows + tables.read(state, "fct_check_results", "true")))


def in_alert_log(words: str, folder: Path) -> str:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    log = logging.getLogger("wirebook.operations.alerts")
    log.addHandler(handler)
    try:
        alerts.send([], f"failed {words}", f"of {words}")
    finally:
        log.removeHandler(handler)
    return out.getvalue()


PLACES = {
    name.removeprefix("in_"): place
    for name, place in sorted(globals().items())
    if name.startswith("in_")
}
# Where nobody's mailbox or telephone may be: all that is published or told to others.
PUBLIC = ("alert_log", "explained_article", "explained_names", "landing", "ops", "sentence")


@pytest.mark.parametrize("place", PLACES)
def test_what_leaves_is_only_shown(place: str, tmp_path: Path) -> None:
    for number, words in enumerate(WORDS):
        out = PLACES[place](words, tmp_path / str(number))
        assert is_shown(out), f"{words!a} as {out!a}"


@pytest.mark.parametrize("place", PLACES)
def test_korean_stays_readable(place: str, tmp_path: Path) -> None:
    assert "한국은행" in PLACES[place]("한국은행", tmp_path)


@pytest.mark.parametrize("place", PUBLIC)
def test_contacts_stay_in(place: str, tmp_path: Path) -> None:
    out = PLACES[place](f"Kim {' '.join(CONTACTS)} reports", tmp_path)
    assert "reports" in out and not any(contact in out for contact in CONTACTS)


@pytest.mark.parametrize("words", FORMULAS, ids=ascii)
def test_no_cell_begins_a_formula(words: str, tmp_path: Path) -> None:
    cells = in_csv(words, tmp_path).split("\n", 1)[1].removeprefix('"')
    assert cells.startswith("'")


def test_a_mail_is_only_shown() -> None:
    with mail_server() as (address, mailbox):
        alerts.send([address], "failed", "\n".join([*WORDS, *CONTACTS]))
    content = mailbox.mails[0].get_content()
    assert is_shown(content.replace("\r\n", "\n"))
    assert not any(contact in content for contact in CONTACTS)


def test_marts_that_came_in_another_way_are_only_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    state = StatePaths(tmp_path)
    state.build.mkdir()
    names = {
        "fct_money_facts": ("subject_name", "object_name", "attributed_to"),
        "fct_articles": ("title", "outlet", "canonical_url"),
        "fct_money_mentions": ("surface",),
        "fct_money_claims": ("hedge", "attributed_to"),
    }
    with duckdb.connect(str(build_marts(state.build / BUILD_FILE))) as connection:
        for table, columns in names.items():
            for column in columns:
                connection.execute(f"update marts.{table} set {column} = ?", [" ".join(WORDS)])
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path))
    for command in (["facts"], ["facts", "--explain", "c1"], ["history"]):
        assert cli.main(command) == 0
        assert is_shown(capsys.readouterr().out)
