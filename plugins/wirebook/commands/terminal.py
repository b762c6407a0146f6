"""Words of others on a person's terminal: shown, never obeyed, with some of them marked.

A :class:`Screen` lets nothing else through, whatever a command puts on it; :func:`text` and
:func:`marked` make words so before a table measures them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.table import Table
from rich.text import Text

from wirebook.quoting import printable, printable_lines, shown_with_places


class Screen(Console):
    """A console on which every character but a line's end is one that can be seen."""

    def render(self, *renderable: Any, **options: Any) -> Iterable[Segment]:
        """Yield the segments of what is put on it; what is not to be seen is shown as escapes."""
        for segment in super().render(*renderable, **options):
            if segment.control or segment.text.replace("\n", "").isprintable():
                yield segment
            else:
                yield Segment(printable_lines(segment.text, None), segment.style)

    def on_broken_pipe(self) -> None:
        """Let the command say that nobody reads on; the console's own answer is an error."""
        raise BrokenPipeError


def text(words: object, style: str = "") -> Text:
    """Return words as they may be shown in one line of a terminal or a cell of a table."""
    return Text(printable(str(words), None), style=style)


def marked(words: str, marks: Iterable[tuple[int, int, str]], style: str = "") -> Text:
    """Return words of an article with styles on some of them: (first, end exclusive, style).

    What is shown may be longer or shorter than the words (escapes, mailboxes and telephones that
    are left out) and is marked all the same.
    """
    marks = tuple(marks)
    shown, found = shown_with_places(words, (at for mark in marks for at in mark[:2]))
    told = Text(shown, style=style)
    for start, end, mark in marks:
        if found[start] < found[end]:
            told.stylize(mark, found[start], found[end])
    return told


# A column of words may be folded to this; one of numbers or names of things may not at all.
_FOLDED = 14


def rows(
    console: Console,
    headings: Sequence[str],
    cells: Sequence[Sequence[str]],
    *,
    whole: Sequence[str] = (),
    right: Sequence[str] = (),
) -> None:
    """Print rows as a table, or as a card each where the table would not fit the terminal.

    The columns named in ``whole`` and ``right`` are never folded, those in ``right`` set right.
    """
    unfolded = {*whole, *right}
    needed = 0
    for place, heading in enumerate(headings):
        longest = max((cell_len(row[place]) for row in cells), default=0)
        longest = longest if heading in unfolded else min(longest, _FOLDED)
        needed += max(longest, min(cell_len(heading), _FOLDED)) + 2
    if needed <= console.width:
        table = Table(box=SIMPLE_HEAD)
        for heading in headings:
            side = "right" if heading in right else "left"
            fold = heading in unfolded
            table.add_column(heading, justify=side, no_wrap=fold, overflow="fold")  # type: ignore[arg-type]
        for row in cells:
            table.add_row(*map(text, row))
        console.print(table)
        return
    for row in cells:
        console.print(text(row[0], "bold"))
        for heading, cell in zip(headings[1:], row[1:], strict=True):
            if cell:
                named = Text("  ").append_text(text(f"{heading}: ", "dim"))
                console.print(named.append_text(text(cell)))
