"""Rows of a table: the head of an amount's column tells what it is, the first cell whose.

A table is lines of as many cells each; its head is the nearest line above without an amount.
"""

from __future__ import annotations

import re
from dataclasses import replace

from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.page import Name, Page
from wirebook.reading.claims.words import claim_words
from wirebook.reading.model import FactType, Money

# Lines looked at above a row, and characters of a line: no table of a news page is larger.
_ROWS = 40
_WIDEST = 400
_RULE = re.compile(r"[\s|:=+-]+$")


def complete(page: Page, lang: str, money: Money, draft: Draft) -> Draft:
    """Return the draft of a table row's amount with the kind of its column and the row's name."""
    if draft.fact_type != "other" and draft.subject is not None:
        return draft
    low, high = _line(page.text, money.start)
    cells = _cells(page.text, low, high)
    column = next((n for n, (a, b) in enumerate(cells) if a <= money.start < b), 0)
    if len(cells) < 2 or column == 0:
        return draft
    head = _head(page, low, len(cells))
    if head is None:
        return draft
    kind = _kind(lang, page.text[slice(*head[column])])
    if kind is None:
        return draft
    return replace(draft, fact_type=kind, subject=_named(page, *cells[0]), score=4.0)


def _line(text: str, at: int) -> tuple[int, int]:
    start = text.rfind("\n", max(0, at - _WIDEST), at) + 1
    end = text.find("\n", at, at + _WIDEST)
    return start, end if end >= 0 else min(len(text), at + _WIDEST)


def _cells(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """Return the spans between bars or tabs; a bar at either edge opens no cell."""
    spans = []
    start = low
    for mark in [*re.finditer(r"[|\t]", text[low:high]), None]:
        end = low + mark.start() if mark is not None else high
        spans.append((start, end))
        start = end + 1
    while spans and not text[slice(*spans[0])].strip():
        spans.pop(0)
    while spans and not text[slice(*spans[-1])].strip():
        spans.pop()
    return spans


def _head(page: Page, row: int, width: int) -> list[tuple[int, int]] | None:
    """Return the cells of the table's head above a row."""
    end = row - 1
    for _ in range(_ROWS):
        start = page.text.rfind("\n", max(0, end - _WIDEST), max(0, end)) + 1
        line = page.text[start : max(start, end)]
        if start <= 0 and end <= 0:
            return None
        cells = _cells(page.text, start, end)
        is_rule = _RULE.match(line) is not None
        if not is_rule and len(cells) != width:
            return None
        if not is_rule and not page.between(page.money, start, end):
            return cells
        end = start - 1
    return None


def _kind(lang: str, head: str) -> FactType | None:
    """Return the kind that a column's head names; what it begins with says less than its end."""
    best: tuple[int, int, FactType] | None = None
    for kind, roles in claim_words(lang).get("fact_types", {}).items():
        for fragment in (
            *roles.get("labels", ()),
            *roles.get("nouns", ()),
            *roles.get("columns", ()),
        ):
            for match in re.finditer(fragment.replace("…", ""), head, re.IGNORECASE):
                found = (match.end(), match.end() - match.start(), kind)
                if best is None or found[:2] > best[:2]:
                    best = found
    return best[2] if best is not None else None


def _named(page: Page, start: int, end: int) -> Name | None:
    """Return the name in a cell: a known entity, else the cell's words."""
    inside = page.between(page.entities, start, end)
    text = page.text[start:end].strip()
    if inside and inside[0].surface == text:
        return Name.of(inside[0])
    return Name(start, end, text, None) if text else None
