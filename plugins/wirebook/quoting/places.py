"""Words of an article as they may be shown, with what was at a place of them still found."""

from __future__ import annotations

from collections.abc import Iterable

from wirebook.quoting.characters import printable
from wirebook.quoting.contacts import contact_spans, without_contacts


def shown_with_places(words: str, places: Iterable[int]) -> tuple[str, dict[int, int]]:
    """Return words printable and without contacts, and where each place of them is in that.

    What is shown may be longer or shorter than the words: escapes, mailboxes and telephones that
    are left out. A place beyond the words is at their end, one inside a contact is before it: half
    a mailbox would not be known for one.
    """
    contacts = contact_spans(words)

    def edge(at: int) -> int:
        at = min(max(at, 0), len(words))
        return next((start for start, end in contacts if start < at < end), at)

    edges = {at: edge(at) for at in places}
    cuts = sorted({0, len(words), *edges.values(), *(at for span in contacts for at in span)})
    shown, found = "", {0: 0}
    for start, end in zip(cuts, cuts[1:], strict=False):
        shown += without_contacts(printable(words[start:end], None))
        found[end] = len(shown)
    return shown, {at: found[cut] for at, cut in edges.items()}
