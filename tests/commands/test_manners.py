"""What every command owes the person who calls it: one line for a mistake, help with examples."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from wirebook import cli, settings
from wirebook.commands import facts, shown, versions
from wirebook.commands.examples import EXAMPLES
from wirebook.operations import progress
from wirebook.settings import StatePaths

Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def nothing_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StatePaths:
    monkeypatch.setenv("WIREBOOK_HOME", str(tmp_path / "state"))
    return StatePaths(tmp_path / "state")


def choices() -> dict[str, argparse.ArgumentParser]:
    for action in cli._parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("no commands")


def test_every_command_has_examples() -> None:
    assert set(choices()) == set(EXAMPLES)


@pytest.mark.parametrize("command", sorted(EXAMPLES))
def test_examples_are_understood_and_shown(command: str, capsys: Said) -> None:
    for example in EXAMPLES[command]:
        words = shlex.split(example.split(" | ")[-1].replace("$(", "").replace(")", ""))
        words = words[1].split() if words[0] == "eval" else words
        words = words[words.index("wirebook") + 1 :]
        asked = [word for word in words if word not in "<>"]
        asked = asked[:-1] if {"<", ">"} & set(words) else asked
        assert cli._parser().parse_args(asked).command == command
        for file in (word for word in asked if word.startswith("samples/")):
            assert (settings.project_root() / file).is_file()
    with pytest.raises(SystemExit) as ended:
        cli.main([command, "--help"])
    assert ended.value.code == 0
    assert all(example in capsys.readouterr().out for example in EXAMPLES[command][:1])


@pytest.mark.parametrize(
    "words",
    [
        "facts",
        "facts --explain abc",
        "ask 1",
        "history",
        "verify",
        "site",
        "facts --sources nowhere.yaml",
    ],
)
def test_nothing_published_says_what_to_do(words: str, capsys: Said) -> None:
    assert cli.main(words.split()) == 1
    assert capsys.readouterr().err == "nothing is published yet: make run\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("explain nowhere.txt", "nowhere.txt: no such file or directory\n"),
        ("annotate nowhere.txt", "nowhere.txt: no such file or directory\n"),
        ("disagree .", ".: is a directory\n"),
        ("ask weather", "no question has the number or name 'weather': wirebook ask lists them\n"),
    ],
)
def test_a_mistake_is_told_in_one_line(words: str, told: str, capsys: Said) -> None:
    assert cli.main(words.split()) == 1
    assert capsys.readouterr().err == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("facts --since yesterday", "'yesterday' is no day"),
        ("facts --as-of 2026-13-01", "'2026-13-01' is no day and no time"),
        ("ask 6 --as-of noon", "'noon' is no day and no time"),
        ("facts --min-usd nan", "'nan' is no amount"),
        ("facts --limit -1", "'-1' is no count"),
        ("facts --limit ２", "'２' is no count"),
    ],
)
def test_a_wrong_option_is_told_in_words(words: str, told: str, capsys: Said) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(words.split())
    assert ended.value.code == 2
    assert told in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-21", datetime(2026, 11, 21)),
        ("2026-11-21 09:30", datetime(2026, 11, 21, 9, 30)),
        ("2026-11-21T09:30+09:00", datetime(2026, 11, 21, 0, 30)),
    ],
)
def test_a_time_is_taken_to_utc(text: str, moment: datetime) -> None:
    assert cli._time(text) == moment


def test_a_damaged_file_is_told(nothing_published: StatePaths, capsys: Said) -> None:
    nothing_published.published.mkdir(parents=True)
    (nothing_published.published / "wirebook.duckdb").write_bytes(b"not a database" * 999)
    assert cli.main(["facts"]) == 1
    told = capsys.readouterr().err
    assert told == "published/wirebook.duckdb cannot be read: wirebook doctor --heal\n"


def test_an_interruption_is_no_traceback(monkeypatch: pytest.MonkeyPatch, capsys: Said) -> None:
    def interrupted(_: StatePaths) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(versions, "history", interrupted)
    assert cli.main(["history"]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("given", [{}, {"NO_COLOR": "1"}])
def test_no_color_is_no_color(
    given: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    facts.person().print("said", style="red")
    assert ("\x1b[31m" in capsys.readouterr().out) is (not given)


@pytest.mark.parametrize("quiet", [False, True])
def test_progress_goes_to_standard_error_or_nowhere(quiet: bool, capsys: Said) -> None:
    with shown.Shown(quiet=quiet).while_running():
        progress.begin("build", 2)
        progress.advance("build")
        progress.advance("build")
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == "" if quiet else told.err.startswith("build: 2 of 2 in ")


@pytest.mark.parametrize("command", ["publish", "erase x", "quarantine list", "reread"])
def test_what_takes_a_while_can_be_quiet(command: str) -> None:
    assert cli._parser().parse_args([*command.split(), "--quiet"]).quiet
    assert not cli._parser().parse_args(command.split()).quiet


def test_output_that_nobody_reads_is_no_error() -> None:
    command = [sys.executable, "-m", "wirebook.cli", "ask"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}
    )
    assert process.stdout is not None and process.stderr is not None
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0
