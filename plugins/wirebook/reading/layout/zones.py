"""Which lines of a page are its article, and what the others are.

Three passes over the lines, each linear: what a line's own words give away (page_words.py), what
its neighbours say (rows of a list, headings that open one), and where the article ends. Layout
decides, not phrases of one outlet. A text never loses its only sentence: where nothing would be
kept, everything is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate

from wirebook.reading.layout.board_rows import is_header, is_numbered, looks_like_row
from wirebook.reading.layout.line_kinds import is_metadata, is_signature, kind_of, promotes, words
from wirebook.reading.layout.lines import Line, read_lines
from wirebook.reading.model import Zone, ZoneKind

_Form = tuple[ZoneKind, bool] | None
# Rows of a list stand together: three of the same shape are no accident.
_LEAST_ROWS = 3
_MANY_ROWS = 6
# Running text before a mark that ends articles, as a share of the page's, to believe the mark.
_MAIN_SHARE = 0.6
# More of the lines that follow than this are sentences: the article goes on.
_TEXT_SHARE = 0.6
_LEAST_SHARE = 0.25
# Forms after which a last line that is no sentence is no part of the article either.
_CLOSING = ("advert", "related", "navigation", "tip_line")
# Columns: a menu word is narrower, a headline mostly wider than the second.
_SHORT = 16
_WIDE = 24
# A teaser's text is longer than this, its headline shorter.
_TEASER = 56
_TITLE = (12, 240)


def read_zones(text: str, lang: str | None) -> tuple[Zone, ...]:
    """Return the zones of a page: one for each trimmed non-blank line, in order.

    ``lang`` is not needed: a page's furniture may be in another language than its article.
    Never raises; linear in the length of the text.
    """
    lines = list(read_lines(text))
    if len(lines) < 2:
        return tuple(Zone(line.start, line.end, "body", True) for line in lines)
    forms: list[_Form] = [kind_of(line) for line in lines]
    _mark_tables(lines, forms)
    _mark_adverts(lines, forms)
    _mark_board(lines, forms)
    _mark_faq(lines, forms)
    _mark_listed(lines, forms)
    _mark_after_end(lines, forms)
    _mark_teasers(lines, forms)
    _mark_head(lines, forms)
    if not any(form is None or form == ("table", True) for form in forms):
        forms = [None] * len(lines)
    return tuple(
        Zone(line.start, line.end, *(form if form is not None else ("body", True)))
        for line, form in zip(lines, forms, strict=True)
    )


def _mark_tables(lines: Sequence[Line], forms: list[_Form]) -> None:
    """Rows of as many cells as the head above them, with figures: a table without outer bars."""
    at = 0
    while at < len(lines):
        bars = lines[at].text.count(" | ")
        end = at + 1
        while end < len(lines) and bars and _is_row(lines[end], forms[end], bars):
            end += 1
        if bars and not lines[at].has_digit and end - at > 2:
            forms[at:end] = [("table", True)] * (end - at)
        at = end


def _is_row(line: Line, form: _Form, bars: int) -> bool:
    return form is None and line.has_digit and line.text.count(" | ") == bars


def _mark_adverts(lines: Sequence[Line], forms: list[_Form]) -> None:
    """A line below the word "Advertisement" that promises a discount or the like is the advert."""
    for at in range(1, len(lines)):
        marked = lines[at - 1].bare in words("advert") and forms[at] is None
        if marked and not lines[at].is_sentence and promotes(lines[at]):
            forms[at] = ("advert", False)


def _mark_board(lines: Sequence[Line], forms: list[_Form]) -> None:
    """Rows that end in a date, three or more together, and the header above them."""
    rows = [
        form != ("table", True) and looks_like_row(line.text) and not is_metadata(line)
        for line, form in zip(lines, forms, strict=True)
    ]
    start = 0
    while start < len(rows):
        if not rows[start]:
            start += 1
            continue
        end = start
        while end < len(rows) and rows[end]:
            end += 1
        headed = start > 0 and is_header(lines[start - 1].text)
        if headed or _is_list(lines[start:end]):
            forms[start:end] = [("board_list", False)] * (end - start)
        if headed:
            forms[start - 1] = ("board_list", False)
        start = end


def _is_list(rows: Sequence[Line]) -> bool:
    """Whether neighbouring rows that end in a date are a list of posts: numbered, or many."""
    numbered = sum(is_numbered(row.text) for row in rows)
    return len(rows) >= _LEAST_ROWS and (2 * numbered > len(rows) or len(rows) >= _MANY_ROWS)


def _mark_faq(lines: Sequence[Line], forms: list[_Form]) -> None:
    """A heading that asks, and the questions with their answers below it."""
    for at, line in enumerate(lines):
        if line.bare not in words("faq"):
            continue
        forms[at] = ("faq", True)
        after = at + 1
        while after < len(lines) and forms[after] is None and _is_question(lines, after):
            forms[after] = ("faq", True)
            after += 1


def _is_question(lines: Sequence[Line], at: int) -> bool:
    return "?" in lines[at].text or "？" in lines[at].text or "?" in lines[at - 1].text


def _mark_listed(lines: Sequence[Line], forms: list[_Form]) -> None:
    """Headlines below a heading that opens a list of other stories, or of others' headlines."""
    for at, line in enumerate(lines):
        coverage = _heads_coverage(line, forms[at])
        listed = forms[at] == ("related", False) and line.bare in words("related_header")
        after = at + 1 if coverage or listed else len(lines)
        while after < len(lines) and forms[after] is None:
            # "- Outlet: it happened in the U.S." ends like a sentence and is a headline.
            bullet = coverage and lines[after].text.startswith(("-", "•", "*", "·"))
            if lines[after].is_sentence and not bullet:
                break
            forms[after] = ("related", False)
            after += 1


def _heads_coverage(line: Line, form: _Form) -> bool:
    """Whether a line announces the headlines of others: "News coverage of the deal:"."""
    if form is not None or not line.text.endswith((":", "：")) or line.is_sentence:
        return False
    return any(word in line.folded for word in words("coverage_header"))


def _mark_after_end(lines: Sequence[Line], forms: list[_Form]) -> None:
    """Whatever follows the mark that ends an article is about something else."""
    is_text = [form is None and line.is_sentence for line, form in zip(lines, forms, strict=True)]
    read = list(accumulate(line.width * text for line, text in zip(lines, is_text, strict=True)))
    if not read[-1]:
        return
    last_sentence = max(at for at, text in enumerate(is_text) if text)
    # How many plain lines, and how many sentences, still come from a line on.
    plain_left = _still_to_come([form is None for form in forms])
    text_left = _still_to_come(is_text)
    ended = dropped = False
    for at, form in enumerate(forms):
        if form is None:
            if ended or (dropped and at > last_sentence):
                forms[at] = ("related", False)
        elif lines[at].bare in words("comment_header"):
            # Readers may write more than the reporter did.
            ended = ended or read[at] >= _LEAST_SHARE * read[-1]
        elif read[at] >= _MAIN_SHARE * read[-1]:
            goes_on = text_left[at] > 1 and text_left[at] > _TEXT_SHARE * plain_left[at]
            ended = ended or (not goes_on and _ends_article(lines[at], form))
            dropped = dropped or (at > last_sentence and form[0] in _CLOSING)


def _still_to_come(flags: Iterable[bool]) -> list[int]:
    return list(accumulate(int(flag) for flag in reversed(list(flags))))[::-1]


def _ends_article(line: Line, form: tuple[ZoneKind, bool]) -> bool:
    """Whether a line of this form closes an article: a signature, contacts, a list, others."""
    if form[0] in ("board_list", "tip_line"):
        return True
    if form[0] == "credit":
        return is_signature(line)
    return line.bare in words("related_header")


def _mark_teasers(lines: Sequence[Line], forms: list[_Form]) -> None:
    """Two or more texts that break off with dots, among headlines only, are teasers of others."""
    plain = [at for at, form in enumerate(forms) if form is None]
    cut = [n for n, at in enumerate(plain) if lines[at].is_cut_off and lines[at].width >= _TEASER]
    if len(cut) < 2:
        return
    first = cut[0]
    if any(not lines[at].is_cut_off and lines[at].width >= _TEASER for at in plain[first:]):
        return
    if first > 0 and lines[plain[first - 1]].width < _TEASER:
        first -= 1
    while first > 0 and lines[plain[first - 1]].is_number:
        first -= 1
    for at in plain[first:]:
        forms[at] = ("related", False)


def _mark_head(lines: Sequence[Line], forms: list[_Form]) -> None:
    """The title above the article, its copies, and the menu words around it."""
    plain = [at for at, form in enumerate(forms) if form is None]
    labels = (at for at, form in enumerate(forms) if form == ("speaker_label", True))
    first_label = next(labels, len(lines))
    head = []
    for at in plain:
        could_be = _could_be_title(lines, at, plain) or _stands_over_its_date(lines, forms, at)
        if at > first_label or (lines[at].is_sentence and not could_be):
            break
        head.append(at)
    if not head or len(plain) < 2:
        return
    title = _choose_title(lines, forms, head, plain)
    if title is None:
        return
    forms[title] = ("title", True)
    for at in plain:
        if at > title and lines[at].text == lines[title].text:
            forms[at] = ("title", False)
    for at in head:
        is_menu = lines[at].width < _SHORT and not lines[at].ends_sentence
        if at < title and is_menu and not lines[at].has_digit:
            forms[at] = ("navigation", False)


def _could_be_title(lines: Sequence[Line], at: int, plain: Sequence[int]) -> bool:
    """A question or an exclamation may head an article, if it is the first plain line."""
    return at == plain[0] and lines[at].is_headline and len(plain) > 2


def _stands_over_its_date(lines: Sequence[Line], forms: Sequence[_Form], at: int) -> bool:
    """Whether a line that is a whole sentence, but has no full stop, stands over a date or a
    byline: Korean headlines may end like sentences ("... 공장 짓는다")."""
    if lines[at].text.endswith((".", "。")) or at + 1 >= len(lines):
        return False
    return forms[at + 1] in (("navigation", False), ("credit", False))


def _choose_title(
    lines: Sequence[Line], forms: Sequence[_Form], head: Sequence[int], plain: Sequence[int]
) -> int | None:
    """Return the line of the head that is repeated, else a heading, else the first wide enough."""
    low, high = _TITLE
    fit = [
        at
        for at in head
        if (lines[at].is_headline or _stands_over_its_date(lines, forms, at))
        and low <= lines[at].width <= high
    ]
    fit = [at for at in fit if not lines[at].text.endswith((":", "："))]
    times = Counter(lines[at].text for at in plain)
    tests: tuple[Callable[[Line], bool], ...] = (
        lambda line: times[line.text] > 1,
        lambda line: line.text.startswith("# "),
        lambda line: line.width >= _WIDE,
        lambda line: line.width >= _SHORT,
        lambda line: True,
    )
    return next((at for test in tests for at in fit if test(lines[at])), None)
