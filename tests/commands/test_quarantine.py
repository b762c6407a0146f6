"""What is set aside is listed with its rule and what rests on it, and read again after a fix."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from marts import build_marts
from wirebook import ingest, settings
from wirebook.audit import set_aside, suites
from wirebook.commands import quarantine
from wirebook.landing import shard
from wirebook.operations import tables
from wirebook.published.candidate import BUILD_FILE
from wirebook.settings import StatePaths

INTERVAL = ("2026-01-01T00:00:00+00:00", "2026-01-02T00:00:00+00:00")
SOURCES = """
name: aside
sources:
  - {name: wire, kind: files, address: texts, outlet: wire, timezone: Asia/Seoul,
     licence: ours, retention: full}
"""


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "texts").mkdir()
    for name in ("one", "two"):
        text = f"Norden {name} pays $2 billion for chips.\n" * 3
        (tmp_path / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    return tmp_path / "sources.yaml"


def read_all(sources: Path) -> StatePaths:
    for path in ingest.fetch_source(str(sources), "wire", *INTERVAL):
        shard.read_shard_file(str(sources), path, *INTERVAL)
    return StatePaths(Path(os.environ["WIREBOOK_HOME"]))


def broken_on(word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reader fail on texts with a word."""
    read = shard.read

    def broken(text: str, **options: object) -> object:
        if word in text:
            raise RecursionError
        return read(text, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(shard, "read", broken)


def test_an_article_is_listed_shown_and_replayed_without_fetching(
    sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        broken_on("two", patch)
        state = read_all(sources)
    [item] = quarantine.items(state)
    assert (item.kind, item.source, item.target) == ("article", "wire", "two.txt")
    assert item.reason == "the reader failed: RecursionError"

    assert quarantine.run_list(state, "json") == 0
    assert json.loads(capsys.readouterr().out)["item_id"] == item.item_id
    assert quarantine.run_list(state, "table") == 0
    assert "two.txt" in capsys.readouterr().out
    assert quarantine.run_show(state, item.item_id[:6]) == 0
    shown = capsys.readouterr().out
    assert "article two.txt of wire" in shown
    assert f"wirebook quarantine replay {item.item_id} --publish" in shown

    # Its file is gone where it came from; the archive has the bytes.
    (sources.parent / "texts" / "two.txt").unlink()
    with pytest.MonkeyPatch.context() as patch:
        broken_on("two", patch)
        assert quarantine.run_replay(state, sources, None, publishes=False) == 0
    assert "0 of 1 are set aside no more" in capsys.readouterr().out
    assert quarantine.run_replay(state, sources, item.item_id, publishes=False) == 0
    assert "1 of 1 are set aside no more" in capsys.readouterr().out
    assert quarantine.items(state) == []


@pytest.mark.parametrize("asked", ["", "nonsense"])
def test_an_unknown_thing_is_told(sources: Path, asked: str) -> None:
    state = read_all(sources)
    with pytest.raises(quarantine.UnknownItem, match="0 things"):
        quarantine.run_show(state, asked)


def test_what_rests_on_a_row_is_told_with_it_and_an_older_build_is_over(tmp_path: Path) -> None:
    state = StatePaths(tmp_path)
    state.build.mkdir()
    build_file = build_marts(state.build / BUILD_FILE)
    with duckdb.connect(str(build_file)) as connection:
        connection.execute(
            "update marts.fct_money_mentions set amount_low = 9e22, amount_point = 9e22"
            " where money_mention_id = 'm1'"
        )
    checks = suites.load_suites(settings.suites_dir())
    aside = set_aside.set_aside(build_file, checks, datetime(2025, 3, 9, tzinfo=UTC))
    tables.record(state, "quarantine", aside, run_id="r1", task="build")
    [item] = quarantine.items(state)
    assert (item.kind, item.target, item.rule) == ("amount", "fct_money_mentions/m1", 17)
    assert {"fct_money_facts/c1", "fct_money_claims/c1"} <= set(item.rests)
    assert item.words
    tables.record(state, "quarantine", [], run_id="r2", task="build")
    assert quarantine.items(state) == []
