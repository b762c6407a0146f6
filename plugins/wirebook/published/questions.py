"""The twenty questions that the marts were made for: plain SQL, one file each, asked by name.

A file is ``NN_name.sql`` and begins with a comment that is the question in words. It runs as it is
in any program that opens the published DuckDB file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from wirebook.published.connect import connect, rows
from wirebook.quoting import literal

_FOLDER = Path(__file__).parent / "questions"


class UnknownQuestion(Exception):
    """No question, or more than one, has the number or name that was asked for."""


@dataclass(frozen=True, slots=True)
class Question:
    """One stored question: ``text`` says it in words, ``sql`` asks it."""

    number: int
    name: str
    text: str
    sql: str


def questions() -> list[Question]:
    """Return every question by its number."""
    return [_read(file) for file in sorted(_FOLDER.glob("*.sql"))]


def find(asked: str) -> Question:
    """Return the question of a number, a name or a part of a name. Raises UnknownQuestion."""
    wanted = asked.strip().lower().replace(" ", "_").replace("-", "_")
    known = questions()
    exact = [q for q in known if wanted in (str(q.number), f"{q.number:02}", q.name)]
    found = exact or [q for q in known if wanted and wanted in q.name]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownQuestion(
            f"{asked!r} is in the names of {len(found)} questions:"
            f" {', '.join(q.name for q in found)}"
        )
    raise UnknownQuestion(f"no question has the number or name {asked!r}: wirebook ask lists them")


def ask(
    database: Path, question: Question, as_of: datetime | None = None
) -> tuple[list[str], list[dict[str, Any]]]:
    """Return the columns and rows that answer a question; ``as_of`` is a moment in UTC.

    Raises NothingPublished, and OlderVersion where the published file lacks what it asks for.
    """
    with connect(database) as connection:
        if as_of is not None:
            connection.execute(f"set variable as_of = {literal(as_of.isoformat(sep=' '))}")
        return _columns(connection, question.sql), rows(connection, question.sql)


def _columns(connection: duckdb.DuckDBPyConnection, sql: str) -> list[str]:
    return [row["column_name"] for row in rows(connection, f"describe {sql}")]


def _read(file: Path) -> Question:
    sql = file.read_text(encoding="utf-8")
    number, _, name = file.stem.partition("_")
    head = re.match(r"(?:--.*\n)+", sql)
    said = " ".join(re.findall(r"^-- ?(.*)$", head.group() if head else "", re.MULTILINE))
    return Question(int(number), name, re.sub(r"^\d+\. ", "", said), sql)
