"""Rows of a forum's list of posts: number, title, author, date (and counts)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wirebook.reading.layout.line_kinds import made_of, words
from wirebook.reading.times.printed_dates import printed_dates

_ROW_LIMIT = 400
_TAIL = re.compile(
    r"\s(?:(?:19|20)[0-9]{2}[-./][0-9]{1,2}[-./][0-9]{1,2}\.?|[01]?[0-9][-./][0-3]?[0-9]"
    r"|[0-2][0-9]:[0-5][0-9]|[0-3]?[0-9] [A-Z][a-z]{2,8} (?:19|20)[0-9]{2}"
    r"|[A-Z][a-z]{2,8} [0-3]?[0-9], (?:19|20)[0-9]{2})"
    r"(?:\s[0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9])?)?(?:\s+[0-9][0-9,]*){0,4}$"
)
_OWN = re.compile(r"(?:[»>▶→][»>▶→ ]*)")
_NUMBER = re.compile(r"[0-9]{1,12}\s")
_COUNTED = re.compile(r"\s[0-9,]{1,9} (?:repl(?:y|ies)|comments?|views?|posts?)\b", re.I)


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One row; ``is_own`` marks the row of the page that is being read."""

    title: str
    author: str
    day: date | None
    is_own: bool


def looks_like_row(line: str) -> bool:
    """Whether a line ends as a list row does: with a date or a time, and perhaps counts."""
    return len(line) <= _ROW_LIMIT and _TAIL.search(line, max(0, len(line) - 60)) is not None


def is_numbered(line: str) -> bool:
    """Whether a row has what rows have: its number, the page's own mark, a count of replies."""
    marks = (_NUMBER.match(line), _OWN.match(line), _COUNTED.search(line))
    return any(mark is not None for mark in marks)


def is_header(line: str) -> bool:
    """Whether a line names the columns of such a list."""
    names = line.casefold()
    return 2 <= len(names.split()) <= 10 and made_of(names, words("list_header"))


def read_rows(lines: Sequence[str]) -> list[BoardRow]:
    """Read the rows of one list. The author's column is told by what the rows share."""
    bodies = [_body(line) for line in lines]
    last = Counter(tokens[-1] for tokens, _, _ in bodies if len(tokens) > 1)
    rows = []
    for tokens, own, line in bodies:
        days = [printed.day for printed in printed_dates(line)]
        author = tokens[-1] if len(tokens) > 1 and (last[tokens[-1]] > 1 or len(tokens) > 3) else ""
        kept = tokens[:-1] if author else tokens
        while kept and kept[-1].casefold() in words("list_mark"):
            kept = kept[:-1]
        rows.append(BoardRow(" ".join(kept), author, days[-1] if days else None, own))
    return rows


def _body(line: str) -> tuple[list[str], bool, str]:
    """Return the words between the row's number and its date, and whether it is marked."""
    own = _OWN.match(line)
    rest = line[own.end() :] if own is not None else line
    tail = _TAIL.search(rest, max(0, len(rest) - 60))
    middle = rest[: tail.start()] if tail is not None else rest
    number = _NUMBER.match(middle)
    return middle[number.end() if number is not None else 0 :].split(), own is not None, line
