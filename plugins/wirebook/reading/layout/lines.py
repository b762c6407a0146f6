"""The lines of a page and what can be seen of each without knowing its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_CLOSERS = "\"'”’»」』）)］]】"
_SENTENCE_END = re.compile(rf"(?:[.!?。！？]|[다요죠까음함])[{re.escape(_CLOSERS)}]*$")
_DIGIT = re.compile("[0-9０-９]")
_ABBREVIATION = re.compile(r"\b[A-Z]\.[A-Z]\.$")
_CUT_OFF = re.compile(r"(?:\.{3,}|…|⋯)$")
_MARKS = " \t\u00a0\u3000•·ㆍ∙*-–—|>»›▶▷►■◆●□○◇▣☞※#→_=~+"
_WIDE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff01-\uff60]")
# Longer than a headline: a paragraph is running text whatever its last character is.
_PARAGRAPH = 170
_HEADLINE = 16


@dataclass(frozen=True)
class Line:
    """One non-blank line, trimmed; ``start`` and ``end`` are its offsets in the text."""

    start: int
    end: int
    text: str

    @cached_property
    def width(self) -> int:
        """Columns on a screen: East Asian characters count two, so that limits fit all scripts."""
        return len(self.text) + len(_WIDE.findall(self.text[:400]))

    @cached_property
    def folded(self) -> str:
        """The text for comparing words; its offsets are its own."""
        return self.text.casefold()

    @cached_property
    def bare(self) -> str:
        """The words alone: case folded, without marks, brackets and counts around them."""
        return self.folded.strip(_MARKS + "[]【】<>〈〉《》()（）:：.…0123456789")

    @cached_property
    def is_number(self) -> bool:
        """Whether it is nothing but figures and marks, as "1. 1" of a numbered list."""
        return self.has_digit and not self.bare

    @cached_property
    def has_digit(self) -> bool:
        """Whether it holds a digit at all: without one there is no date and no number."""
        return _DIGIT.search(self.text) is not None

    @cached_property
    def is_cut_off(self) -> bool:
        """Whether it breaks off with dots, as the body of a teaser does."""
        return _CUT_OFF.search(self.text, max(0, len(self.text) - 8)) is not None

    @cached_property
    def ends_sentence(self) -> bool:
        """Whether its last character ends a sentence."""
        return _SENTENCE_END.search(self.text, max(0, len(self.text) - 8)) is not None

    @cached_property
    def is_sentence(self) -> bool:
        """Whether it reads as running text: ends like a sentence, or is a paragraph."""
        if self.is_cut_off:
            return False
        return (self.ends_sentence and self.width >= _HEADLINE) or self.width >= _PARAGRAPH

    @cached_property
    def is_headline(self) -> bool:
        """Whether it could be a headline: short, and not closed by a full stop."""
        text = self.text.rstrip(_CLOSERS)
        closed = text.endswith((".", "。", "다")) and _ABBREVIATION.search(text[-5:]) is None
        return self.width < _PARAGRAPH and not closed


def read_lines(text: str) -> Iterator[Line]:
    """Yield the non-blank lines of a text, trimmed, in order."""
    offset = 0
    for raw in text.splitlines(keepends=True):
        trimmed = raw.strip()
        if trimmed:
            start = offset + len(raw) - len(raw.lstrip())
            yield Line(start, start + len(trimmed), trimmed)
        offset += len(raw)
