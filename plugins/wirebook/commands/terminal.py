"""Words of others on a person's terminal: shown, never obeyed, with some of them marked.

A :class:`Screen` lets nothing else through, whatever a command puts on it; :func:`text` and
:func:`marked` make words so before a table measures them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.segment import Segment
from rich.text import Text

from wirebook.quoting import contact_spans, printable, printable_lines, without_contacts


class Screen(Console):
    """A console on which every character but a line's end is one that can be seen."""

    def render(self, *renderable: Any, **options: Any) -> Iterable[Segment]:
        """Yield the segments of what is put on it; what is not to be seen is shown as escapes."""
        for segment in super().render(*renderable, **options):
            if segment.control or segment.text.replace("\n", "").isprintable():
                yield segment
            else:
                yield Segment(printable_lines(segment.text, None), segment.style)


def text(words: object, style: str = "") -> Text:
    """Return words as they may be shown in one line of a terminal or a cell of a table."""
    return Text(printable(str(words), None), style=style)


def marked(words: str, marks: Iterable[tuple[int, int, str]], style: str = "") -> Text:
    """Return words of an article with styles on some of them: (first, end exclusive, style).

    What is shown may be longer or shorter than the words (escapes, mailboxes and telephones that
    are left out) and is marked all the same.
    """
    contacts = contact_spans(words)

    def edge(at: int) -> int:
        """A mark may not cut a mailbox in two: neither half would be known for one."""
        at = min(max(at, 0), len(words))
        return next((start for start, end in contacts if start < at < end), at)

    marks = [(edge(start), edge(end), mark) for start, end, mark in marks]
    edges = [at for start, end, _ in marks for at in (start, end)]
    cuts = sorted({0, len(words), *edges, *(at for span in contacts for at in span)})
    shown = Text(style=style)
    place = {0: 0}
    for start, end in zip(cuts, cuts[1:], strict=False):
        shown.append(without_contacts(printable(words[start:end], None)))
        place[end] = len(shown)
    for start, end, mark in marks:
        if start < end:
            shown.stylize(mark, place[start], place[end])
    return shown
