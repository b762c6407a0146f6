"""Numbers in running text: digits, spelled, mixed, vague.

One compiled pattern finds the longest run of number-like characters at a place; a small evaluator
then reads as much of the run as makes one number. What the words of a language are worth stands
in ``lexicon/<language>/numerals.yaml``; the two ways of building numbers (blocks of ten thousand
in Korean, Chinese and Japanese; words in English and Spanish) differ in their separators only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from wirebook.reading.amounts import literals
from wirebook.reading.amounts.literals import BLANKS, DIGIT, DIGITS, MAX_DIGITS
from wirebook.reading.lexicons import lexicon
from wirebook.reading.patterns import Anchor, any_of, one_of

# Pieces (digits, words) in one run. A longer chain is no number; the bound keeps time linear.
_MAX_PIECES = 60
# How far back a number that ends somewhere is looked for.
_REACH = 90
_ONE = Decimal(1)
# What was no character of its encoding; figures that stand raised; marks of a note.
_LOST = "\ufffd"
_RAISED = "¹²³⁰⁴⁵⁶⁷⁸⁹⁺⁻"
_NOTES = "[*†‡§"
_NOT_BEHIND = frozenset((_LOST, *_RAISED, *_NOTES))
_NOT_BEFORE = frozenset((_LOST, *_RAISED, *_NOTES[1:], "]"))
_NOTED_BEFORE = re.compile(
    rf"[0-9](?:[{_LOST}{_RAISED}]+|\[[0-9a-z]{{1,3}}\]|[{_NOTES[1:]}]{{1,3}}) ?$"
)
_NOTHING, _ONCE = (Decimal(0), Decimal(0)), (_ONE, _ONE)

__all__ = ["MAX_DIGITS", "Numeral", "NumeralReader", "numerals_of"]


class Numeral(NamedTuple):
    """A number at ``start``..``end``; ``high`` is None for an open amount ("billions").

    ``unit`` is the largest magnitude word in it (1 if none), ``scale`` all that its one figure is
    multiplied by (천억 of 4천억; the unit where there are several), ``about`` tells of an 여 or 余.
    ``digits`` is the number of its digits, ``figure`` its last figure as printed, ``worth`` what
    that says.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    unit: Decimal = _ONE
    about: bool = False
    vague: bool = False
    spelled: bool = False
    digits: int = 0
    figure: str = ""
    worth: Decimal = _ONE
    scale: Decimal = _ONE

    @property
    def exact(self) -> bool:
        """Whether the number is one value, not a range of them."""
        return self.low == self.high

    @property
    def grouped(self) -> bool:
        """Whether its figure carries thousands separators."""
        return self.worth >= 1000 and literals.is_grouped(self.figure, self.worth)

    @property
    def fraction(self) -> int:
        """The number of decimals, of a number without a magnitude word."""
        return literals.places(self.worth) if self.unit == 1 else 0


class _Piece(NamedTuple):
    kind: str
    value: Decimal
    start: int
    end: int


class NumeralReader:
    """Finds and evaluates the numbers of one set of languages; see :func:`numerals_of`."""

    def __init__(self, langs: tuple[str, ...]) -> None:
        lexicons: list[dict[str, Any]] = [lexicon(lang, "numerals") for lang in langs]
        blocks = [lex for lex in lexicons if lex.get("style") == "blocks"]
        self._words: dict[str, tuple[str, Decimal]] = {}
        for kind in ("digits", "small", "large", "plurals", "fractions", "and_half"):
            for lex in reversed(lexicons):
                for word, value in (lex.get(kind) or {}).items():
                    self._words[str(word).lower()] = (kind, Decimal(str(value)))
        for kind, value in (("several", 2), ("multi", 1), ("about_inside", 0), ("point", 0)):
            for word in _all(lexicons, kind):
                self._words.setdefault(word.lower(), (kind, Decimal(value)))
        for word in _all(lexicons, "articles"):
            self._words.setdefault(word.lower(), ("articles", Decimal(1)))
        for word in _all(lexicons, "half"):
            self._words[word] = ("half", Decimal("0.5"))
        self._never_alone = frozenset(_all(lexicons, "never_alone"))
        self._may_follow = frozenset(_all(lexicons, "may_follow"))
        self._not_after = frozenset(_all(lexicons, "not_after"))
        self._articles = one_of(_all(lexicons, "articles"))
        self._letters = re.compile(f"[{''.join(lex.get('letters', '') for lex in lexicons)}0-9]")
        # Lists of single figures (5,6억) are set with commas where words stand without blanks.
        self._decimal, self._strict = lexicons[0]["decimal"][0], bool(blocks)
        points = {mark for lex in lexicons for mark in lex["decimal"]} - {",", "."}
        literal = literals.pattern("".join(sorted(points)))
        latin = any_of((word for word in self._words if word[0].isascii()), r"[\s-]{1,2}")
        others = one_of(word for word in self._words if not word[0].isascii())
        self._piece = re.compile(
            rf"(?P<n>{literal})|{others}|(?<![A-Za-z]){latin}(?![A-Za-z])", re.IGNORECASE
        )
        self._run = re.compile(self._run_pattern(lexicons, literal))
        keys = ("digits", "small", "large", "plurals", "fractions", "and_half", "several")
        heads = [w for key in (*keys, "multi", "articles") for w in _all(lexicons, key)]
        self._heads = [*heads, *DIGITS, *literals.HEADS]
        self._anchor = Anchor(self._heads)
        digits = [w for w in _all(lexicons, "digits") if not w.isascii()]
        self._lone = {w for w in digits if w in _all(blocks, "digits")} | set(literals.POINTS)
        self._numeral_chars = {w[0] for w in self._heads} | set("".join(_all(lexicons, "point")))
        scales = one_of(w for lex in lexicons for w in (*lex["small"], *lex["large"]))
        self._noted = re.compile(rf"(?:\[[0-9a-z]{{1,3}}\]|[*†‡§]{{1,3}}) ?(?i:{scales})")
        self._first_chars = frozenset(word[0].lower() for word in self._heads)
        self._article = re.compile(rf"(?<![A-Za-z])(?:{self._articles}){BLANKS}$", re.IGNORECASE)
        self.minus = one_of(_all(lexicons, "minus"))

    def _run_pattern(self, lexicons: list[dict[str, Any]], literal: str) -> str:
        blocks = [lex for lex in lexicons if lex.get("style") == "blocks"]
        words = [lex for lex in lexicons if lex.get("style") == "words"]
        behind, parts = [], []
        if blocks:
            after, pieces = _block_pieces(blocks, literal)
            behind.append(after)
            parts += pieces
        if words:
            after, pieces = _word_pieces(words, literal)
            behind.append(after)
            letters = "".join(lex["letters"] for lex in words)
            parts.append(rf"(?=[ {letters}])(?:{'|'.join(pieces)})")
        parts.insert(0, rf"{literal}(?:{'|'.join(behind)})?+")
        return f"(?:{'|'.join(parts)}){{1,{_MAX_PIECES}}}+"

    def anchor(self, ahead: Iterable[str]) -> Anchor:
        """Return an anchor for :meth:`runs` that passes over spelled digits that stand alone,
        unless one of the characters ``ahead`` follows: 이 is a number before 달러 only."""
        return Anchor(self._heads, lone=self._lone, ahead={*ahead, *self._numeral_chars})

    def runs(
        self, text: str, start: int = 0, anchor: Anchor | None = None
    ) -> Iterator[re.Match[str]]:
        """Yield the runs of number-like characters in order, not overlapping."""
        anchor = self._anchor if anchor is None else anchor
        while (place := anchor.next(text, start)) is not None:
            run, start = self._run.match(text, place[0]), place[1]
            if run is not None:
                yield run
                start = run.end()

    def run_at(self, text: str, start: int) -> re.Match[str] | None:
        """Return the run of number-like characters that begins at ``start``, if one does."""
        return self._run.match(text, start)

    def at(self, text: str, start: int, free: bool = False) -> Numeral | None:
        """Return the number that begins at ``start``, if one does.

        ``free`` takes a spelled one behind a letter too (이달러이십삼센트).
        """
        if text[start : start + 1].lower() not in self._first_chars:
            return None
        run = self._run.match(text, start)
        return None if run is None else self.read(text, run.start(), run.end(), free)

    def ending_at(self, text: str, end: int, floor: int = 0) -> Numeral | None:
        """Return the number that ends at ``end`` and begins at ``floor`` or later.

        It is looked for in the last hundred characters or so.
        """
        begin = max(floor, end - _REACH)
        while floor < begin and text[begin - 1].isalnum() and end - begin < 2 * _REACH:
            begin -= 1
        last = None
        for run in self._run.finditer(text, begin, end):
            last = run
        if last is None or last.end() < end:
            return None
        numeral = self.read(text, last.start(), last.end())
        return numeral if numeral is not None and numeral.end == end else None

    def read(self, text: str, start: int, end: int, free: bool = False) -> Numeral | None:
        """Return the number in the run ``start``..``end``, or None if it makes none."""
        run = text[start:end]
        if run.isdigit() and run.isascii() and end - start <= MAX_DIGITS:
            if self.is_broken(text, start, end):
                return None
            value = Decimal(run)  # most runs are nothing but digits
            return Numeral(start, end, value, value, digits=end - start, figure=run, worth=value)
        pieces = list(self._pieces(text, start, end))
        if "\n" in run:
            pieces = _of_one_sentence(text, pieces)
        if not pieces:
            return None
        if pieces[0].kind != "n" and not free and not self._may_begin(text, start):
            while pieces and pieces[0].kind != "n":
                pieces.pop(0)
            if not pieces:
                return None
        numeral = _evaluate(pieces, self._never_alone, text)
        if numeral is None or self.is_broken(text, numeral.start, numeral.end):
            return None
        if numeral.spelled and numeral.high is not None:
            return self._with_article(text, numeral)
        return numeral

    def is_broken(self, text: str, start: int, end: int) -> bool:
        """Whether what stands at ``start``..``end`` may be a part of a number only: beside a
        character that was lost (3\ufffd00억), under a raised figure (12³), or set apart from its
        magnitude by a note (12[3] million)."""
        if start and text[start - 1] == _LOST:
            return True
        if text[start].isalpha() and text[max(0, start - 2) : start].strip()[-1:] in _NOT_BEFORE:
            before = _NOTED_BEFORE.search(text, max(0, start - 8), start)
            if before is not None:
                return True
        behind = text[end : end + 1]
        if behind not in _NOT_BEHIND or "a" <= text[end - 1].lower() <= "z":
            return False
        return behind not in _NOTES or self._noted.match(text, end) is not None

    def grouped(self, text: str, start: int, end: int, numeral: Numeral) -> Numeral | None:
        """Return the number whose figures, set apart by blanks, stand at ``start``..``end``.

        ``numeral`` is a part of it already read: its first group, or its last one and what follows
        (10 000 dollars); magnitudes behind are taken in. None where the figures make no number.
        """
        figure = literals.value(text[start:end], self._decimal)
        if figure is None:
            return None
        behind = self.run_at(text, end - 1) if numeral.end <= end else None
        low, unit, stop = figure, Decimal(1), end
        if behind is not None and behind.end() > end:
            # The last digit with what follows is a number of its own: its magnitude counts.
            tail = self.read(text, end - 1, behind.end())
            if tail is not None and tail.start == end - 1 and tail.exact and tail.unit > 1:
                low, unit, stop = figure * tail.unit, tail.unit, tail.end
        elif numeral.end > end:
            low, unit, stop = figure * numeral.unit, numeral.unit, numeral.end
        digits = sum(char.isdigit() for char in text[start:end])
        return numeral._replace(
            start=start,
            end=stop,
            low=low,
            high=low,
            unit=unit,
            digits=digits,
            figure=text[start:end],
            worth=figure,
        )

    def _pieces(self, text: str, start: int, end: int) -> Iterator[_Piece]:
        for m in self._piece.finditer(text, start, end):
            if m["n"] is not None:
                number = literals.value(m["n"], self._decimal, self._strict)
                if number is None:
                    yield _Piece("bad", Decimal(0), m.start(), m.end())
                else:
                    yield _Piece("n", number, m.start(), m.end())
            else:
                kind, value = self._word(m.group())
                yield _Piece(kind, value, m.start(), m.end())

    def _word(self, found: str) -> tuple[str, Decimal]:
        known = self._words.get(found)
        if known is not None:
            return known
        word = " ".join(found.lower().split())
        forms = (word, word.replace(" ", "-"), word.replace("-", " "))
        return next(self._words[form] for form in forms if form in self._words)

    def _may_begin(self, text: str, start: int) -> bool:
        """Whether a spelled number may begin here: not inside a word."""
        if start == 0:
            return True
        before = text[start - 1]
        if before in self._not_after:
            return False
        if self._letters.match(before) is None:
            return True
        if before in self._may_follow:  # 총 오백억 is 총오백억 too, but 대금만 has no 만
            return start < 2 or self._letters.match(text[start - 2]) is None
        return text[start].isascii() is False and before.isascii() and before.isalpha()

    def _with_article(self, text: str, numeral: Numeral) -> Numeral:
        """Take the article in that counts: a million, half a billion, but not "a ten-dollar"."""
        m = self._article.search(text, max(0, numeral.start - 4), numeral.start)
        if m is None or next(self._pieces(text, numeral.start, numeral.end)).kind == "digits":
            return numeral
        return numeral._replace(start=m.start())


def _of_one_sentence(text: str, pieces: list[_Piece]) -> list[_Piece]:
    """Leave out what a line that begins in a capital says: "101\\nMillion Dollar Baby"."""
    for at in range(1, len(pieces)):
        between = text[pieces[at - 1].end : pieces[at].start]
        if "\n" in between and text[pieces[at].start].isupper():
            return pieces[:at]
    return pieces


def _all(lexicons: Iterable[dict[str, Any]], key: str) -> list[str]:
    return [str(word) for lex in lexicons for word in (lex.get(key) or ())]


def _block_pieces(lexicons: list[dict[str, Any]], literal: str) -> tuple[str, list[str]]:
    """The pieces of a run in languages that count by ten thousands, blanks between them included.

    The first item is what may follow digits, the second the pieces that are no digits.

    A blank may follow digits before a magnitude (5 억) and a magnitude before more of the number
    (3천 800억); never a spelled digit, which may be a particle or a word of its own.
    """
    small = one_of(w for lex in lexicons for w in lex["small"])
    magnitude = one_of(w for lex in lexicons for w in (*lex["small"], *lex["large"]))
    digit = one_of(w for lex in lexicons for w in lex["digits"])
    several = one_of(_all(lexicons, "several"))
    about = one_of(_all(lexicons, "about_inside"))
    point = one_of(_all(lexicons, "point"))
    half = one_of(_all(lexicons, "half"))
    blank = rf"(?:{BLANKS}(?={small}|{point}))?+" if lexicons[0].get("spaced") else ""
    gap = rf"{BLANKS}+"
    more = rf"{literal}|{several}{magnitude}|(?:{digit}){{1,3}}{magnitude}|{small}"
    return rf"{gap}(?={magnitude})", [
        rf"{magnitude}(?:{gap}(?={more}))?+",
        rf"{digit}{blank}",
        rf"{several}(?:{BLANKS}(?={magnitude})|(?={magnitude}))",
        rf"(?<={DIGIT}){about}(?={magnitude})",
        rf"(?<=[{''.join(w for lex in lexicons for w in (*lex['small'], *lex['large']))}]){about}",
        rf"(?<={DIGIT}){about}(?![{''.join(lex.get('letters', '') for lex in lexicons) or 'x'}])"
        rf"|(?<={DIGIT}){about}(?=원|명)",
        rf"{point}{'' if blank == '' else ' ?'}(?={digit})",
        half,
    ]


def _word_pieces(lexicons: list[dict[str, Any]], literal: str) -> tuple[str, list[str]]:
    """The pieces of a run in languages that count in words set apart by blanks or hyphens.

    The first item is what may follow digits, the second the pieces that are no digits.
    """
    letters = "".join(lex["letters"] for lex in lexicons)
    begin, stop = rf"(?<![{letters}0-9])", rf"(?![{letters}])"
    digit = one_of(w for lex in lexicons for w in lex["digits"])
    scales = one_of(w for lex in lexicons for w in (*lex["small"], *lex["large"]))
    hundreds = one_of(
        w for lex in lexicons for w, v in {**lex["small"], **lex["large"]}.items() if v <= 1000
    )
    tens = one_of(w for lex in lexicons for w, v in lex["digits"].items() if 30 <= v <= 900)
    plural = one_of(w for lex in lexicons for w in lex.get("plurals", ()))
    fraction = one_of(w for lex in lexicons for w in lex.get("fractions", ()))
    half = any_of((w for lex in lexicons for w in lex.get("and_half", ())), r"[\s-]{1,2}")
    several = one_of(_all(lexicons, "several"))
    multi = one_of(_all(lexicons, "multi"))
    joins = one_of(_all(lexicons, "joins"))
    of = one_of(_all(lexicons, "of"))
    article = one_of(_all(lexicons, "articles"))
    point = one_of(_all(lexicons, "point"))
    gap = rf"(?:{BLANKS}|-)"
    one_unit = one_of(_all(lexicons, "one_of"))
    any_word = rf"(?:{digit}|{scales}){stop}"
    halved = rf"(?:{gap}{half}{stop})?+(?:{gap}(?={scales}{stop}))?+"
    scale_ahead = rf"(?i:{scales}|{point}{gap}(?:{literal}|{digit})|{half}{gap}{scales}){stop}"
    return rf"{gap}?(?={scale_ahead})", [
        rf"(?i:(?<![{letters}]){hundreds}{stop}(?:{BLANKS}{joins}{BLANKS}(?={digit}{stop})|{gap}(?={any_word}))?+)",
        rf"(?i:(?<![{letters}]){scales}{stop}(?:{gap}{half}{stop}|{gap}(?={any_word}))?+)",
        rf"(?i:{begin}{tens}{stop}{BLANKS}{joins}{BLANKS}(?={digit}{stop}))",
        rf"(?i:{begin}{fraction}{stop}(?:{BLANKS}{of})?+(?:{BLANKS}{article})?+{gap}(?={scales}{stop}))",
        rf"(?i:{begin}{digit}{stop}(?:{halved}|)(?:{gap}(?={any_word}|{point}{stop}))?+)",
        rf"(?i:{half}{gap}(?={scales}{stop}))",
        rf"(?i:{begin}{several}{gap}(?=(?:{scales}|{plural}){stop}))",
        rf"(?i:{begin}{article}(?={BLANKS}{one_unit}{stop}))",
        rf"(?i:{begin}{multi}-(?=(?:{scales}|{plural}){stop}))",
        rf"(?i:{begin}{plural}{stop}(?:{BLANKS}{of}{BLANKS}(?=(?:{plural}|{scales}){stop}))?+)",
        rf"(?i:{begin}{point}{gap}(?={digit}{stop}|{literal}))",
    ]


def _evaluate(pieces: list[_Piece], never_alone: frozenset[str], text: str) -> Numeral | None:
    """Read one number from the front of ``pieces`` (from the last digits that stand alone)."""
    if pieces[0].kind == "bad":
        return None
    if len(pieces) == 2 and pieces[0].kind == "n" and pieces[1].kind in ("large", "small"):
        return _magnified(pieces[0], pieces[1], text)
    sum_ = _Sum(pieces[0].start)
    for place, piece in enumerate(pieces):
        if piece.kind == "n" and place and _is_apart(pieces, place, sum_, text):
            sum_ = _Sum(piece.start)
        if not sum_.take(piece, pieces[place - 1] if place else None):
            break
    if not sum_.known:
        return None
    if len(pieces) == 1 and text[pieces[0].start : pieces[0].end] in never_alone:
        return None
    first = next((p for p in pieces if p.start == sum_.start), pieces[0])
    if first.kind == "large" and text[first.start : first.end] in never_alone:
        return None
    return sum_.numeral(text)


def _magnified(figure: _Piece, magnitude: _Piece, text: str) -> Numeral:
    """Return what a figure and one magnitude make: 500만, 3.5 billion. Most amounts are that."""
    low, printed = figure.value * magnitude.value, text[figure.start : figure.end]
    return Numeral(
        figure.start,
        magnitude.end,
        low,
        low,
        magnitude.value,
        digits=sum(map(str.isdigit, printed)),
        figure=printed,
        worth=figure.value,
        scale=magnitude.value,
    )


def _is_apart(pieces: list[_Piece], place: int, sum_: _Sum, text: str) -> bool:
    """Whether figures behind a blank are another number than the syllables before: 이천 500억."""
    before, here = pieces[place - 1], pieces[place]
    if before.end == here.start or text[before.start].isascii() or sum_.literal:
        return False
    after = pieces[place + 1] if place + 1 < len(pieces) else here
    worth = here.value * (after.value if after.kind in ("small", "large") else 1)
    return worth >= sum_.last_scale


class _Sum:
    """The running value of a number: units seen, the section below the next large unit."""

    def __init__(self, start: int) -> None:
        self.start = start
        self.end = start
        self.total = self.section = _NOTHING
        self.current: tuple[Decimal, Decimal] | None = None
        self.unit = self.last_scale = _ONE
        self.about = self.vague = self.literal = self.open = self.known = False
        self.spelled = False
        self.place: Decimal | None = None
        self.figure: _Piece | None = None
        self.counts: list[Decimal] = []  # what stood before each magnitude
        self.pair: tuple[Decimal, Decimal] | None = None

    def take(self, piece: _Piece, before: _Piece | None) -> bool:
        """Add one piece; return False if it does not belong to this number."""
        taken: bool = getattr(self, "_" + piece.kind)(piece, before)
        if taken:
            self.end = piece.end
            self.known = self.known or piece.kind not in ("about_inside", "point", "multi")
        return taken

    def _bad(self, piece: _Piece, before: _Piece | None) -> bool:
        return False

    def _n(self, piece: _Piece, before: _Piece | None) -> bool:
        if before is not None and before.kind == "point" and self.current is not None:
            digits = len(str(piece.value))
            self.current = _both(self.current, piece.value.scaleb(-digits))
            return True
        if self.current is not None:
            if self.literal:
                return False
            self.__init__(piece.start)  # type: ignore[misc]
        self.current = (piece.value, piece.value)
        self.literal, self.figure = True, piece
        return True

    def _digits(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.place is not None and self.current is not None:
            self.current = _both(self.current, piece.value * self.place)
            self.place /= 10
            return True
        if self.current is None:
            if self.literal and before is not None and before.kind != "small":
                return False
            self.current = (piece.value, piece.value)
        elif before is None or before.kind != "digits":
            return False
        elif self.current[0] >= 20 and self.current[0] % 10 == 0 and len(_name(before)) > 1:
            self.current = _both(self.current, piece.value)
        else:
            neighbours = self.current[0] == piece.value - 1 > 0
            self.pair = (self.current[0], piece.value) if neighbours else None
            self.current = (
                self.current[0] * 10 + piece.value,
                self.current[1] * 10 + piece.value,
            )
        self.spelled = True
        return True

    def _small(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.current is None and before is not None and before.kind == "small":
            if piece.value > before.value:
                return False
        amount = self._taken()
        self.section = _sum(self.section, _times(amount, piece.value))
        self._scaled(piece)
        return True

    def _taken(self) -> tuple[Decimal, Decimal]:
        """Return the count before a unit; two neighbouring digits are a range: 二三十, 이삼백."""
        if self.pair is not None:
            self.vague = True
            self.current, self.pair = self.pair, None
        if self.current is not None and self.current[1] == 0 and not self.literal:
            return _ONCE  # 一万零十二: the zero only tells of an empty place
        return self._counted()

    def _counted(self) -> tuple[Decimal, Decimal]:
        """Return the count before a magnitude, one where none is told, and remember it."""
        if self.current is not None:
            self.counts.append(self.current[0])
        return self.current or _ONCE

    def _large(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.pair is not None:
            self._taken()
        elif self.current is not None:
            self._counted()
        amount = _sum(self.section, self.current or _NOTHING)
        if amount[1] == 0 and self.current is None:
            if self.total[1] and before is not None and before.kind == "large":
                self.total = _times(self.total, piece.value)
                self._scaled(piece)
                return True
            amount = _ONCE
        if self.total[1] and piece.value > self.unit:
            # A larger unit multiplies all that stands before it: 3万5千億, tres mil millones.
            self.total = _times(_sum(self.total, amount), piece.value)
        else:
            self.total = _sum(self.total, _times(amount, piece.value))
        self.section = _NOTHING
        self._scaled(piece)
        return True

    def _scaled(self, piece: _Piece) -> None:
        self.current = self.place = self.pair = None
        self.last_scale = piece.value
        self.unit = max(self.unit, piece.value)
        self.spelled = self.spelled or not self.literal

    def _several(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.current is not None:
            return False
        self.current = (Decimal(2), Decimal(10))
        self.vague = self.spelled = True
        return True

    def _multi(self, piece: _Piece, before: _Piece | None) -> bool:
        self.open = self.vague = self.spelled = True
        return True

    def _plurals(self, piece: _Piece, before: _Piece | None) -> bool:
        if before is None or before.kind != "plurals":
            if before is not None and before.kind == "several":
                return self._small(piece, before)
            self.open = True
            self.total = _sum(self.total, (piece.value, piece.value))
        else:
            self.open = False
            low = self.total[0] * 2 * piece.value
            self.total = (low, low * 5)
        self.unit = max(self.unit, piece.value)
        self.vague = self.spelled = True
        return True

    def _fractions(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.current is not None:
            return False
        self.current = (piece.value, piece.value)
        self.spelled = True
        return True

    def _articles(self, piece: _Piece, before: _Piece | None) -> bool:
        """Take "a" for one at the front ("a dollar"); within a number it adds nothing."""
        if before is None:
            self.current = (piece.value, piece.value)
            self.spelled = True
        return True

    def _and_half(self, piece: _Piece, before: _Piece | None) -> bool:
        return self._half(piece, before)

    def _half(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.current is None:
            if self.total[1] == 0 and self.section[1] == 0:
                return False
            self.total = _both(self.total, piece.value * self.last_scale)
        else:
            self.current = _both(self.current, piece.value)
        return True

    def _about_inside(self, piece: _Piece, before: _Piece | None) -> bool:
        self.about = True
        return True

    def _point(self, piece: _Piece, before: _Piece | None) -> bool:
        if self.current is None and self.section[1] == 0:
            return False
        if self.current is None:
            self.current, self.section = self.section, _NOTHING
        self.place = Decimal("0.1")
        return True

    def numeral(self, text: str) -> Numeral:
        """Return what was read."""
        low, high = self.total
        for more in (self.section, self.current):
            if more is not None and more[1]:
                low, high = low + more[0], high + more[1]
        literal = text[self.start : self.end]
        figure = self.figure
        return Numeral(
            self.start,
            self.end,
            low,
            None if self.open else high,
            self.unit,
            self.about,
            self.vague,
            self.spelled and not self.literal,
            sum(map(str.isdigit, literal)) if len(literal) < 1000 else len(literal),
            "" if figure is None else text[figure.start : figure.end],
            _ONE if figure is None else figure.value,
            self._scale(low),
        )

    def _scale(self, low: Decimal) -> Decimal:
        alone = len(self.counts) == 1 and self.counts[0] and self.current is None
        return low / self.counts[0] if alone else self.unit


def _name(piece: _Piece) -> str:
    return "x" * (piece.end - piece.start)


def _sum(a: tuple[Decimal, Decimal], b: tuple[Decimal, Decimal]) -> tuple[Decimal, Decimal]:
    return a[0] + b[0], a[1] + b[1]


def _times(a: tuple[Decimal, Decimal], factor: Decimal) -> tuple[Decimal, Decimal]:
    return a[0] * factor, a[1] * factor


def _both(a: tuple[Decimal, Decimal], more: Decimal) -> tuple[Decimal, Decimal]:
    return a[0] + more, a[1] + more


@cache
def numerals_of(langs: tuple[str, ...]) -> NumeralReader:
    """Return the reader of numbers of these languages (compiled once)."""
    return NumeralReader(langs)
