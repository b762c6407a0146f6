"""``wirebook ask``: any question by its number or a part of its name, for people and programs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from marts import Verdict, build_marts
from wirebook import cli, settings
from wirebook.published import questions, versions
from wirebook.published.candidate import BUILD_FILE, make_candidate
from wirebook.settings import StatePaths

PAGE = settings.project_root() / "docs" / "questions.md"


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> StatePaths:
    state = StatePaths(tmp_path_factory.mktemp("asked"))
    state.build.mkdir()
    build_marts(state.build / BUILD_FILE)
    candidate = make_candidate(state)
    versions.publish(state, candidate, Verdict(candidate.publish_id))
    return state


@pytest.fixture(autouse=True)
def in_force(state: StatePaths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREBOOK_HOME", str(state.home))


@pytest.mark.parametrize(
    ("asked", "number"),
    [("2", 2), ("02", 2), ("double count", 2), ("by_modality", 3), ("Conflicting", 5)],
)
def test_a_question_is_found(asked: str, number: int) -> None:
    assert questions.find(asked).number == number


@pytest.mark.parametrize("asked", ["0", "21", "weather", "by", "", " "])
def test_what_is_no_question_is_told(asked: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", asked]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_every_question_is_listed_with_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask"]) == 0
    told = capsys.readouterr().out
    assert len(questions.questions()) == 20
    for question in questions.questions():
        assert question.name in told and question.text.endswith(".") or ":" in question.text


@pytest.mark.parametrize("question", questions.questions(), ids=lambda q: q.name)
def test_every_question_runs_as_it_is_on_what_is_published(
    question: questions.Question, state: StatePaths
) -> None:
    columns, rows = questions.ask(state.published / versions.DATABASE, question)
    assert columns and all(list(row) == columns for row in rows)
    assert "{{" not in question.sql


def test_an_answer_is_a_table_json_or_csv(capsys: pytest.CaptureFixture[str]) -> None:
    answers = {}
    for kind in ("table", "json", "csv"):
        assert cli.main(["ask", "2", "--format", kind]) == 0
        answers[kind] = capsys.readouterr().out
    assert json.loads(answers["json"])["amount_usd"] == "5500000000"
    assert answers["csv"].splitlines()[1].startswith("2,3,5500000000,")
    assert "5,500,000,000" in answers["table"] and "1 row\n" in answers["table"]


def test_what_was_believed_is_asked_of_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["ask", "6", "--as-of", "2025-03-08 23:00"]) == 0
    assert "0 rows" in capsys.readouterr().out
    assert cli.main(["ask", "6"]) == 0
    assert "2 rows" in capsys.readouterr().out


def test_a_narrow_terminal_gets_cards(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert cli.main(["ask", "8"]) == 0
    told = capsys.readouterr().out
    assert "surface: 5조 원 이상" in told and "…" not in told
    assert max(map(len, told.splitlines())) <= 50


def test_the_page_has_every_question_and_its_columns(state: StatePaths) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for question in questions.questions():
        columns, _ = questions.ask(state.published / versions.DATABASE, question)
        section = re.split(rf"^## {question.number}\. ", page, flags=re.MULTILINE)[1]
        assert question.text in section and f"| {' | '.join(columns)} |" in section


def test_nothing_published_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WIREBOOK_HOME", str(tmp_path))
        assert cli.main(["ask", "1"]) == 1
    assert "make run" in capsys.readouterr().err
