"""The languages that are read, and what sets them apart. No other module names one by its code.

Adding a language begins here; what else it takes is told in docs/adding-a-language.md.
"""

from __future__ import annotations

from functools import cache
from typing import Literal, get_args

Language = Literal["ko", "en", "zh", "ja", "es"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
KOREAN, ENGLISH, CHINESE, JAPANESE, SPANISH = LANGUAGES
# Words stand between spaces, and days and months follow the grammar of grammar_west.
ALPHABETIC = frozenset((ENGLISH, SPANISH))


@cache
def with_english(lang: str | None) -> tuple[Language, ...]:
    """Return the languages whose words a text may hold: its own and English, or all if unknown."""
    own = [known for known in LANGUAGES if known == lang]
    return tuple(dict.fromkeys((*own, ENGLISH))) if own else LANGUAGES
