"""Words of others on a person's terminal: shown, never obeyed, with some of them marked."""

from __future__ import annotations

from collections.abc import Iterable

from rich.text import Text

from wirebook.quoting import printable, without_contacts


def text(words: object, style: str = "") -> Text:
    """Return words as they may be shown in one line of a terminal or a cell of a table."""
    return Text(printable(str(words), None), style=style)


def marked(words: str, marks: Iterable[tuple[int, int, str]], style: str = "") -> Text:
    """Return words of an article with styles on some of them: (first, end exclusive, style).

    What is shown may be longer or shorter than the words (escapes, mailboxes and telephones that
    are left out) and is marked all the same.
    """
    marks = [(max(start, 0), min(end, len(words)), mark) for start, end, mark in marks]
    cuts = sorted({0, len(words), *(at for start, end, _ in marks for at in (start, end))})
    shown = Text(style=style)
    place = {0: 0}
    for start, end in zip(cuts, cuts[1:], strict=False):
        shown.append(without_contacts(printable(words[start:end], None)))
        place[end] = len(shown)
    for start, end, mark in marks:
        if start < end:
            shown.stylize(mark, place[start], place[end])
    return shown
