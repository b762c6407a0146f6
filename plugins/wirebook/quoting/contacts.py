"""E-mail addresses and telephone numbers of people, taken out of what leaves.

Newsrooms print a reporter's mailbox in bylines, titles and under the text. A number counts as a
telephone number when Google's numbering plans (phonenumbers) hold it for one, written as its
country writes it; so days, amounts and the numbers of articles stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import phonenumbers

# The countries whose way of writing a number without its country's code is known here: those of
# the languages that we read.
_REGIONS = ("KR", "US", "GB", "JP", "CN", "ES")
_NAME = r"[^\W_](?:[\w.+%-]{0,63})"
_AT = r"(?:[@＠﹫]|\s?[(\[{]\s?(?:at|@|골뱅이)\s?[)\]}]\s?)"
_DOT = r"(?:[.．。]|\s?[(\[{]\s?dot\s?[)\]}]\s?)"
_HOST = rf"(?:[^\W_](?:[\w-]{{0,62}}){_DOT}){{1,5}}(?:xn--[a-z0-9-]{{2,59}}|[a-z]{{2,24}}|한국)"
_EMAIL = re.compile(_NAME + _AT + _HOST, re.IGNORECASE)
# Cheap to look for: seven digits with little between them.
_DIGITS = re.compile(r"\d(?:[\s().\-–—−/‐‑]{0,3}\d){6}")
EMAIL, PHONE = "[e-mail]", "[phone]"


@lru_cache(maxsize=4096)
def without_contacts(text: str) -> str:
    """Return text with :data:`EMAIL` and :data:`PHONE` in place of addresses and numbers."""
    shown = _EMAIL.sub(EMAIL, text)
    for start, end in reversed(sorted(_phones(shown))):
        shown = shown[:start] + PHONE + shown[end:]
    return shown


def contact_spans(text: str) -> list[tuple[int, int]]:
    """Return where addresses and numbers stand in text, in order; none overlaps another."""
    emails = [match.span() for match in _EMAIL.finditer(text)]
    phones = [
        (start, end)
        for start, end in _phones(text)
        if all(end <= first or last <= start for first, last in emails)
    ]
    return sorted(emails + phones)


def without_emails(address: str) -> str:
    """Return a web address or a path without e-mail addresses; its numbers are its own."""
    return _EMAIL.sub(EMAIL, address)


def has_contact(text: str) -> bool:
    """Tell whether text holds an e-mail address or a telephone number."""
    return without_contacts(text) != text


def _phones(text: str) -> Iterator[tuple[int, int]]:
    """Yield where telephone numbers are; none overlaps another."""
    if _DIGITS.search(text) is None:
        return
    taken: list[tuple[int, int]] = []
    for region in _REGIONS:
        for match in phonenumbers.PhoneNumberMatcher(
            text, region, leniency=phonenumbers.Leniency.STRICT_GROUPING
        ):
            if all(match.end <= start or end <= match.start for start, end in taken):
                taken.append((match.start, match.end))
                yield match.start, match.end
