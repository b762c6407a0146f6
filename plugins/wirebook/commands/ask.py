"""``wirebook ask``: the twenty questions, and their answers from what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from wirebook.commands import facts, terminal
from wirebook.published import questions, versions
from wirebook.published.export import plain, write
from wirebook.settings import StatePaths

_NAMES_A_THING = ("_id", "_sha256")


def run(
    state: StatePaths, asked: str | None, kind: str, as_of: datetime | None, sink: IO[bytes]
) -> int:
    """Answer one question, or list them all where none is asked."""
    if asked is None:
        return _list()
    question = questions.find(asked)
    columns, answer = questions.ask(state.published / versions.DATABASE, question, as_of)
    if kind == "table":
        _print(question, columns, answer)
    else:
        write(answer, columns, kind, sink)
    return 0


def _list() -> int:
    console = facts.person()
    console.print(terminal.text("wirebook ask N, or a part of its name", "bold"))
    listed = [(str(q.number), q.name, q.text) for q in questions.questions()]
    terminal.rows(console, ("N", "name", "question"), listed, right=["N"], whole=["name"])
    return 0


def _print(
    question: questions.Question, columns: Sequence[str], answer: Sequence[Mapping[str, Any]]
) -> None:
    console = facts.person()
    console.print(terminal.text(question.text, "bold"))
    cells = [[cell(column, row[column]) for column in columns] for row in answer]
    numbers = [c for c in columns if all(isinstance(r[c], int | Decimal | None) for r in answer)]
    ids = [column for column in columns if column.endswith(_NAMES_A_THING)]
    headings = [column.replace("_", " ") for column in columns]
    terminal.rows(
        console,
        headings,
        cells,
        whole=[column.replace("_", " ") for column in ids],
        right=[column.replace("_", " ") for column in numbers],
    )
    console.print(f"{len(answer)} row{'' if len(answer) == 1 else 's'}")


def cell(column: str, value: Any) -> str:
    """Return a value as a person reads it; an id by its beginning, which is enough to ask on."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        whole, dot, rest = plain(value).partition(".")
        return f"{int(whole):,}{dot}{rest}"
    if isinstance(value, list):
        return " ".join(map(str, value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return str(value)[:7] if column.endswith(_NAMES_A_THING) else str(plain(value))
