"""Units of tables and the cells that they scale: (단위: 백만원), (in millions of dollars).

A unit is no amount. The rows below it are: lines of a label and figures, whose cells are worth so
many of the unit. Cells that are shares, years, counts or prices of one share are left alone: a
column or a label says so. The words are in the ``tables`` section of
``lexicon/<language>/money.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from wirebook.reading.amounts import literals
from wirebook.reading.amounts.currencies import Unit, currencies_of
from wirebook.reading.lexicons import lexicon
from wirebook.reading.patterns import one_of

# Lines between a unit and its first row, rows of a table, and characters of a line.
_HEADS, _ROWS, _WIDEST = 4, 80, 400
_ONE = Decimal(1)
_RULE = re.compile(r"[\s|:=+·—–-]+$")
_BARS = re.compile(r"[|\t]| {2,}")
_BLANKS = re.compile(r" +")
# A bracket that may hold a unit: no figure stands in it but thousands ($000).
_BRACKET = re.compile(r"[(\[（](?:[^0-9()\[\]（）\n]|000){1,110}+[)\]）]")
_WORDS = re.compile(r"[a-z]+|000")
_PROSE = re.compile(r"[.!?。！？]['\"”’)]?\s*$")
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class TableUnit:
    """The unit of a table, at ``start``..``end``; no ``unit`` where it names no currency."""

    start: int
    end: int
    scale: Decimal
    unit: Unit | None
    has_shares: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table: what it is worth, in the unit of the table or its own sign's."""

    start: int
    end: int
    value: Decimal
    unit: Unit | None
    negative: bool
    digits: int


class TableReader:
    """Reads the units and cells of one set of languages; see :func:`tables_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        lexicons = [lexicon(lang, "money").get("tables") or {} for lang in langs]

        def words(key: str) -> list[str]:
            return [str(word) for lex in lexicons for word in lex.get(key) or ()]

        self._currencies = currencies_of(langs)
        self._decimal = lexicon(langs[0], "numerals")["decimal"][0]
        self._worth = {
            str(w).lower(): Decimal(str(v))
            for lex in lexicons
            for w, v in (lex.get("magnitudes") or {}).items()
        }
        scale = rf"(?:{one_of(self._worth)})"
        cjk = one_of(w for w in self._worth if not w.isascii())
        self._marked = re.compile(rf"{one_of(words('marks'))} ?[:：=]? ?(?P<m>{cjk}*)")
        # What looks like a sign, a code or a name of money; whether it is one is asked afterwards.
        sign = r"(?:[A-Za-z]{0,3} ?[$€£¥₩₹＄￥]|[A-Z]{3}|Rs\.?|RM)"
        word = r"(?:u\.s\. )?[a-zà-ÿ]+(?: [a-zà-ÿ]+){0,3}?"
        into = rf"(?i:{one_of(words('in'))})"
        of = rf"(?: (?:of|de) (?P<w>(?i:{word}))(?=[)\],;.:\n]|$))?"
        inner = (
            rf"{into} (?:(?P<s>{sign}) ?)?(?P<m>(?i:{scale}))(?![A-Za-z]){of}"
            rf"|(?P<t>{sign}) ?(?:{into} )?(?P<n>(?i:{scale}))(?![A-Za-z])"
            rf"|{into} (?P<v>(?i:{word}))(?=[)\],;.:\n]|$)"
        )
        more = r"(?:[,;:][^()\[\]\n]{0,60})?[)\]]"
        opened = rf"[(\[](?:[^()\[\]\n0-9$]{{0,40}}?[ ,;])??(?:{inner}){more}"
        stated = rf"(?<![A-Za-z])(?i:{one_of(words('stated'))}) (?:{inner})(?![\w$])"
        self._bracketed, self._stated = re.compile(opened), re.compile(stated)
        self._column = re.compile(rf"[(（](?:{cjk})+(?:{one_of(words('column_money'))})[)）]")
        # The head of a column by itself: "Item | $ million", at the end of a line without figures.
        self._headed = re.compile(
            rf"(?<=[ |\t])(?! )(?P<s>{sign}) ?(?P<m>(?i:{scale}))[ |\t]*$", re.M
        )
        self._quick = tuple(words("marks"))
        self._statements = tuple(words("stated_marks"))
        self._beginnings = frozenset({*self._worth, *words("in")})
        self._not_scaled = re.compile(rf"(?i:{one_of(words('not_scaled'))})|[%％]")
        self._figure = re.compile(
            rf"\s*(?P<o>[(（])?\s*(?P<n>[-−－△▲])?\s*(?P<s>{sign})?\s?(?P<f>{literals.pattern('')})"
            r"\s*(?P<c>[)）])?(?P<note>\s*[(（][^()（）]*[)）])?\s*$"
        )

    def units(self, text: str) -> list[TableUnit]:
        """Return the units of tables that ``text`` names, in order."""
        found: list[TableUnit | None] = []
        for mark in self._quick:
            if mark in text:
                found += [self._unit_marked(text, m) for m in self._marked.finditer(text)]
                break
        for words in self._statements:
            if words in text:
                found += [self._unit_in_words(text, m) for m in self._stated.finditer(text)]
                break
        for opening in _BRACKET.finditer(text) if "(" in text or "（" in text else ():
            if (m := self._column.match(text, opening.start())) is not None:
                found.append(TableUnit(m.start(), m.end(), _ONE, None, True))
            elif any(word in self._beginnings for word in _WORDS.findall(opening[0].lower())):
                m = self._bracketed.match(text, opening.start())
                found.append(None if m is None else self._unit_in_words(text, m))
        for head in self._headed.finditer(text) if "\n" in text else ():
            found.append(self._unit_of_column(text, head))
        return sorted((unit for unit in found if unit is not None), key=lambda unit: unit.start)

    def _unit_of_column(self, text: str, head: re.Match[str]) -> TableUnit | None:
        """Return the unit that heads a column, where its line is a head and a row is below it."""
        line = text[text.rfind("\n", max(0, head.start() - _WIDEST), head.start()) + 1 : head.end()]
        unit = self._currencies.unit_of(head["s"])
        if unit is None or len(line) > _WIDEST or any(char.isdigit() for char in line):
            return None
        found = TableUnit(head.start(), head.end("m"), self._worth[head["m"].lower()], unit, False)
        return found if next(self.cells(text, found), None) is not None else None

    def _unit_marked(self, text: str, m: re.Match[str]) -> TableUnit | None:
        named = self._currencies.after(text, m.end())
        if named is None and (not m["m"] or text[m.end() : m.end() + 1].isalnum()):
            return None
        end = m.end() if named is None else named.end
        scale = _ONE
        for part in self._parts(m["m"]):
            scale *= part
        line_end = text.find("\n", end, end + _WIDEST)
        rest = text[end : line_end if line_end >= 0 else end + _WIDEST]
        shares = re.match(r"[^)）]*[%％]", rest) is not None
        if named is not None:
            scale *= named.unit.of
        return TableUnit(m.start(), end, scale, None if named is None else named.unit, shares)

    def _parts(self, magnitude: str) -> Iterator[Decimal]:
        while magnitude:
            longest = next(w for w in sorted(self._worth, key=len)[::-1] if magnitude.startswith(w))
            yield self._worth[longest]
            magnitude = magnitude[len(longest) :]

    def _unit_in_words(self, text: str, m: re.Match[str]) -> TableUnit | None:
        sign, worth, word = m["s"] or m["t"], m["m"] or m["n"], m["w"] or m["v"]
        unit = self._currencies.unit_of(sign or word or "")
        if unit is None and (sign or word):
            return None
        scale = self._worth.get((worth or "").lower(), _ONE)
        of = _ONE if unit is None else unit.of
        return TableUnit(m.start(), m.end(), scale * of, unit, "%" in m.group())

    def cells(self, text: str, table: TableUnit, limit: int | None = None) -> Iterator[Cell]:
        """Yield the cells that a unit scales, in order: those of its line and of the rows below.

        None of them stands at ``limit`` or behind it: there the next unit begins.
        """
        last = len(text) if limit is None else limit
        if table.scale == 1 and table.unit is None:
            return
        at = table.end
        heads, rows, head = 0, 0, list[tuple[int, int]]()
        while at < last and rows < _ROWS:
            stop = text.find("\n", at, min(last, at + _WIDEST))
            if stop < 0:
                stop = min(last, at + _WIDEST)
            cells = _cells(text, at, stop)
            figures = list(self._figures(text, cells, head, table))
            if figures:
                rows += 1
                yield from figures
            elif not self._goes_on(text, at, stop, (heads, rows), cells):
                return
            elif text[at:stop].strip():
                heads += at > table.end
                if len(cells) > 1 and not _RULE.match(text[at:stop]):
                    head = cells
            at = stop + 1

    def _goes_on(
        self, text: str, start: int, end: int, seen: tuple[int, int], cells: list[tuple[int, int]]
    ) -> bool:
        """Whether a line without figures is still of the table: a head, a rule, a blank above."""
        line = text[start:end]
        heads, rows = seen
        if rows:
            return _RULE.match(line + "-") is not None and bool(line.strip()) or len(cells) > 2
        return heads < _HEADS and _PROSE.search(line) is None

    def _figures(
        self,
        text: str,
        cells: list[tuple[int, int]],
        head: list[tuple[int, int]],
        table: TableUnit,
    ) -> Iterator[Cell]:
        """Yield the figures of a row, its label aside."""
        if len(cells) < 2:
            return
        label = text[slice(*cells[0])]
        if self._figure.match(label) or self._not_scaled.search(label):
            return
        for column, (start, end) in enumerate(cells[1:], start=1):
            named = text[slice(*head[column])] if len(head) == len(cells) else ""
            if self._not_scaled.search(named):
                continue
            m = self._figure.match(text, start, end)
            cell = None if m is None else self._cell(text, m, table)
            if cell is not None:
                yield cell

    def _cell(self, text: str, m: re.Match[str], table: TableUnit) -> Cell | None:
        value = literals.value(m["f"], self._decimal)
        if value is None or bool(m["o"]) != bool(m["c"]):
            return None
        grouped = literals.is_grouped(m["f"], value)
        if not grouped and value in _YEARS and not literals.places(value):
            return None
        if table.has_shares and not grouped and literals.places(value):
            return None
        own = None if m["s"] is None else self._currencies.unit_of(m["s"])
        unit = own or table.unit
        if unit is None:
            return None
        start = next(m.start(k) for k in "onsf" if m[k] is not None)
        end = m.end("c") if m["c"] else m.end("f")
        digits = sum(char.isdigit() for char in m["f"])
        negative = m["n"] is not None or m["o"] is not None
        return Cell(start, end, value * table.scale, unit, negative, digits)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the spans of a line's cells, between bars, tabs and wide gaps, else single blanks."""
    for gap in (_BARS, _BLANKS):
        spans, at = [], start
        for m in (*gap.finditer(text, start, end), None):
            stop = m.start() if m is not None else end
            spans.append((at, stop))
            at = m.end() if m is not None else end
        while spans and not text[slice(*spans[-1])].strip():
            spans.pop()
        first = next((n for n, span in enumerate(spans) if text[slice(*span)].strip(" )）")), 0)
        spans = spans[first:]
        if len(spans) > 1:
            return spans if gap is _BARS else _with_label(text, spans)
    return spans


def _with_label(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the words before the first figure of a line into its label."""
    first = next((n for n, (a, _) in enumerate(spans) if _begins_figure(text[a : a + 3])), 0)
    if first == 0 or first > 6 or _PROSE.search(text[slice(*spans[-1])]):
        return spans[:1]
    return [(spans[0][0], spans[first - 1][1]), *spans[first:]]


def _begins_figure(head: str) -> bool:
    return head.lstrip("(（-−－△▲$€£¥₩")[:1].isdigit()


@cache
def tables_of(langs: tuple[str, ...]) -> TableReader:
    """Return the reader of tables of these languages (compiled once)."""
    return TableReader(langs)
