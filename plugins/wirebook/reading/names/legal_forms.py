"""Legal forms: what the law adds to a company's name. One text prints it, the next one does not."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.lexicons import word_set


def is_legal_form(word: str) -> bool:
    """Tell whether a word, as it is printed, is a legal form: "Inc.", "GmbH", "Ltd,"."""
    return word.rstrip(".,") in word_set("any", "legal_forms", "behind")


@cache
def folded_legal_forms() -> frozenset[str]:
    """Return the forms behind a name in lower case, for names that are compared without case."""
    return frozenset(form.lower() for form in word_set("any", "legal_forms", "behind"))


def without_legal_form(name: str) -> str:
    """Return a name without the legal forms before and behind it; never nothing."""
    words = _around().sub(" ", name).split()
    while len(words) > 1 and is_legal_form(words[-1]):
        del words[-1]
    return " ".join(words).rstrip(",") or name


@cache
def around() -> re.Pattern[str]:
    """Return a pattern for the forms of Korean, Japanese and Chinese, wherever they stand."""
    forms = sorted(word_set("any", "legal_forms", "around"), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, forms)))


@cache
def _around() -> re.Pattern[str]:
    one = around().pattern
    return re.compile(rf"^\s*(?:{one})\s*|\s*(?:{one})\s*$")
