"""One text as the models of claims see it: tokens, mentions, cues, sentences and lines.

Names, amounts, periods and percentages are one token each, so that what is learned does not
depend on a particular name or number. Built once for a text, in time linear in its length.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from wirebook.reading.claims.cues import Cue, find_cues
from wirebook.reading.claims.page import Page
from wirebook.reading.model import Entity, Money, Percent, Period

# Kinds of token: word, amount, restating amount, period, percent, entity, mark, line end.
WORD = "w"
AMOUNT = "m"
AGAIN = "a"
PERIOD = "t"
PERCENT = "p"
NAME = "e"
MARK = "x"
LINE = "n"

_TOKEN = re.compile(
    r"\n\s*|(?:[A-Za-z]\.){2,}|[A-Za-z][A-Za-z0-9_'’&-]*|\d[\d,.]*\d|\d|[가-힣]+|[^\W\d_]+|\S"
)
# A sentence of more tokens is cut, and a line of twice as many: each amount looks at all of its
# sentence, and a page must cost time linear in its length.
_LONGEST = 300
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"[;:—–\n]|, ")


@dataclass(slots=True)
class Token:
    """A token with its place: ``at`` is its mention's index in the list of its kind."""

    start: int
    end: int
    form: str
    kind: str
    at: int = -1
    sentence: int = 0
    line: int = 0


class Scene:
    """The tokens of a page and where its amounts stand among them."""

    def __init__(self, page: Page, percents: Sequence[Percent], lang: str) -> None:
        self.page = page
        self.lang = lang
        self.text = page.text
        self.tokens = self._tokenise(percents)
        self.starts = [t.start for t in self.tokens]
        self._number_sentences()
        self.cues: list[tuple[int, int, str]] = self._place(find_cues(lang, page.text))
        self.cue_starts = [c[0] for c in self.cues]
        self.amount_token = {
            t.at: i for i, t in enumerate(self.tokens) if t.kind in (AMOUNT, AGAIN)
        }

    def _mentions(self, percents: Sequence[Percent]) -> list[tuple[int, int, str, int]]:
        page = self.page
        marks: list[tuple[int, int, int, str, int]] = []
        groups: tuple[tuple[str, Sequence[Money | Period | Percent | Entity]], ...] = (
            (AMOUNT, page.money),
            (PERIOD, page.periods),
            (PERCENT, percents),
            (NAME, page.entities),
        )
        for rank, (kind, group) in enumerate(groups):
            for i, m in enumerate(group):
                restates = isinstance(m, Money) and m.restates is not None
                marks.append((m.start, rank, m.end, AGAIN if restates else kind, i))
        marks.sort()
        kept: list[tuple[int, int, str, int]] = []
        taken = [(m.start, m.end) for m in page.money]
        taken_starts = [s for s, _ in taken]
        end = 0
        for start, _, stop, kind, i in marks:
            if start < end:
                continue
            if kind not in (AMOUNT, AGAIN):
                near = bisect_left(taken_starts, stop) - 1
                if near >= 0 and taken[near][1] > start:
                    continue
            kept.append((start, stop, kind, i))
            end = stop
        return kept

    def _tokenise(self, percents: Sequence[Percent]) -> list[Token]:
        tokens: list[Token] = []
        at = 0
        for start, end, kind, i in [*self._mentions(percents), (len(self.text), -1, "", -1)]:
            for match in _TOKEN.finditer(self.text, at, start):
                word = match.group()
                first = word[0]
                if first == "\n":
                    tokens.append(Token(match.start(), match.end(), "¶", LINE))
                elif first.isalnum():
                    form = _DIGIT.sub("0", word.lower()) if not first.isalpha() else word.lower()
                    tokens.append(Token(match.start(), match.end(), form.replace("’", "'"), WORD))
                else:
                    tokens.append(Token(match.start(), match.end(), word, MARK))
            if end < 0:
                break
            tokens.append(Token(start, end, f"<{kind}>", kind, i))
            at = end
        return tokens

    def _number_sentences(self) -> None:
        stops = self.page.stops
        sentence = line = at = in_sentence = in_line = 0
        for token in self.tokens:
            while at < len(stops) and stops[at] <= token.start:
                at += 1
                sentence += 1
                in_sentence = 0
            if in_sentence == _LONGEST:
                sentence += 1
                in_sentence = 0
            if in_line == 2 * _LONGEST:
                line += 1
                in_line = 0
            token.sentence = sentence
            token.line = line
            in_sentence += 1
            in_line += 1
            if token.kind == LINE:
                line += 1
                in_line = 0

    @cached_property
    def sentence_bounds(self) -> dict[int, tuple[int, int]]:
        """First token and the one past the last, by sentence number."""
        bounds: dict[int, tuple[int, int]] = {}
        for i, token in enumerate(self.tokens):
            first, _ = bounds.get(token.sentence, (i, i))
            bounds[token.sentence] = (first, i + 1)
        return bounds

    @cached_property
    def line_bounds(self) -> dict[int, tuple[int, int]]:
        """First token and the one past the last, by line number; the line end is left out."""
        bounds: dict[int, tuple[int, int]] = {}
        for i, token in enumerate(self.tokens):
            if token.kind != LINE:
                first, _ = bounds.get(token.line, (i, i))
                bounds[token.line] = (first, i + 1)
        return bounds

    def _place(self, cues: Sequence[Cue]) -> list[tuple[int, int, str]]:
        """Return the cues by token numbers; those inside a mention are no cues."""
        placed = []
        for cue in cues:
            i = bisect_right(self.starts, cue.start) - 1
            if i < 0 or self.tokens[i].kind in (AMOUNT, AGAIN, NAME, PERIOD):
                if i < 0 or self.tokens[i].end > cue.start:
                    continue
            j = bisect_left(self.starts, cue.end)
            placed.append((i, max(j, i + 1), cue.concept))
        return placed

    def cues_between(self, low: int, high: int) -> list[tuple[int, int, str]]:
        """Return the cues that begin at tokens [low, high)."""
        return self.cues[bisect_left(self.cue_starts, low) : bisect_left(self.cue_starts, high)]

    @cached_property
    def title_line(self) -> int:
        """The number of the title's line: the first one of several where no zone says which."""
        for zone in self.page.zones:
            if zone.zone == "title":
                i = bisect_left(self.starts, zone.start)
                return self.tokens[i].line if i < len(self.tokens) else -1
        is_several = bool(self.tokens) and self.tokens[-1].line > self.tokens[0].line
        return self.tokens[0].line if is_several else -1
