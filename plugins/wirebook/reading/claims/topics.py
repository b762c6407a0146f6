"""What the money is for: topic slugs by the words of the amount's sentence."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.claims.words import any_of, claim_words
from wirebook.reading.languages import ENGLISH, SPANISH
from wirebook.reading.model import FactType

# A topic that says more than another one replaces it.
_NARROWER = {"ai_infrastructure": "ai"}
_OWN: dict[FactType, str] = {"stake_purchase": "equity_stake", "capital_flow": "foreign_capital"}


@cache
def _patterns(lang: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    edges = (r"(?<![\w-])(?:", r")(?![\w])") if lang in (ENGLISH, SPANISH) else ("(?:", ")")
    return tuple(
        (topic, re.compile(edges[0] + any_of(words) + edges[1]))
        for topic, words in claim_words(lang).get("topics", {}).items()
    )


def topic(lang: str, kind: FactType, text: str) -> str | None:
    """Return the topics of a claim as slugs joined by "+", in alphabetical order."""
    if kind in _OWN:
        return _OWN[kind]
    found = {slug for slug, pattern in _patterns(lang) if pattern.search(text) is not None}
    for narrow, wide in _NARROWER.items():
        if narrow in found:
            found.discard(wide)
    return "+".join(sorted(found)) if found else None
