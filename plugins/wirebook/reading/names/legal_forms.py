"""Legal forms: what the law adds to a company's name. One text prints it, the next one does not."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.lexicons import word_set


def is_legal_form(word: str) -> bool:
    """Tell whether a word, as it is printed, is a legal form: "Inc.", "GmbH", "Ltd,"."""
    return word.rstrip(".,") in word_set("any", "legal_forms", "behind")


def without_legal_form(name: str) -> str:
    """Return a name without the legal forms before and behind it; never nothing."""
    words = _around().sub(" ", name).split()
    while len(words) > 1 and is_legal_form(words[-1]):
        del words[-1]
    return " ".join(words).rstrip(",") or name


@cache
def _around() -> re.Pattern[str]:
    forms = sorted(word_set("any", "legal_forms", "around"), key=len, reverse=True)
    one = "|".join(map(re.escape, forms))
    return re.compile(rf"^\s*(?:{one})\s*|\s*(?:{one})\s*$")
