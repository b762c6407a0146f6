"""docs/questions.md anew: the twenty questions, their SQL and their answers on the samples.

The answers are those of the state of the last run; make run on the samples comes first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wirebook.commands.ask import cell
from wirebook.published import questions, versions
from wirebook.published.connect import NothingPublished
from wirebook.settings import StatePaths, project_root

PAGE = project_root() / "docs" / "questions.md"
_SHOWN_ROWS = 5
_LONGEST = 60
_HEAD = """# Twenty questions

What the marts were made for, each a plain SQL file that runs as it is on
`published/wirebook.duckdb`, and `wirebook ask N` (a part of its name will do; `--format json` or
`csv` for a program). Below are the first rows of the answers on the samples, written by
`make questions`.
"""


def page(state: StatePaths) -> str:
    """Return the page with the answers of a state. Raises NothingPublished."""
    parts = [_HEAD]
    for question in questions.questions():
        columns, rows = questions.ask(state.published / versions.DATABASE, question)
        parts.append(
            f"## {question.number}. {question.name.replace('_', ' ')}\n\n{question.text}\n"
            f"[The SQL.](../plugins/wirebook/published/questions/"
            f"{question.number:02}_{question.name}.sql)\n\n{_table(columns, rows)}"
        )
    return "\n".join(parts)


def _table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * len(columns)]
    for row in rows[:_SHOWN_ROWS]:
        lines.append(f"| {' | '.join(_cell(column, row[column]) for column in columns)} |")
    more = len(rows) - _SHOWN_ROWS
    told = f"\nand {more} more\n" if more > 0 else ""
    return "\n".join(lines) + "\n" + told


def _cell(column: str, value: Any) -> str:
    shown = cell(column, value)
    shown = shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
    return shown.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def main() -> int:
    try:
        PAGE.write_text(page(StatePaths.last()), encoding="utf-8")
    except NothingPublished as error:
        print(error)
        return 1
    print(PAGE.relative_to(project_root()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
