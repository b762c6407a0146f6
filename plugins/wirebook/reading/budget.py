"""How much of one text is read: so many characters and so many amounts, never so many seconds.

A page of news holds some thousands of characters; what is longer is a dump, and past the budget
the rest of it is left unread, counted and told among the refused.
"""

from __future__ import annotations

MAX_CHARACTERS = 2_000_000
MAX_AMOUNTS = 10_000


def unread(start: int, end: int, limit: str) -> tuple[int, int, str]:
    """Return the refusal of all that stands at ``start``..``end``, for the reason ``limit``."""
    return start, end, f"{end - start} characters past {limit} of one article were not read"
