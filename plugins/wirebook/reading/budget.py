"""How much of one text is read: so many characters and so many amounts, never so many seconds.

A page of news holds some thousands of characters; what is longer is a dump, and past the budget
the rest of it is left unread, counted and told among the refused.
"""

from __future__ import annotations

MAX_CHARACTERS = 2_000_000
# What an article says is compared pair by pair: ten thousand equal amounts made fifty million
# pairs, took 23 GB and let nothing be published. Of 1,500 a build took a minute and a half.
MAX_AMOUNTS = 1_500


def unread(start: int, end: int, limit: str) -> tuple[int, int, str]:
    """Return the refusal of all that stands at ``start``..``end``, for the reason ``limit``."""
    return start, end, f"{end - start} characters past {limit} of one article were not read"
