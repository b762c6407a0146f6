"""Languages without rules of their own yet: cue words for the kind, the nearest name before it."""

from __future__ import annotations

from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.page import Name, Page, Sentence
from wirebook.reading.claims.words import claim_words, substrings
from wirebook.reading.model import FactType, Modality, Money

_REACH = 60


def read(lang: str, page: Page, sentence: Sentence, money: Money) -> Draft:
    """Return what the sentence says of the amount, by the nearest cue word."""
    kind = _kind(lang, page, sentence, money)
    subject = None
    if kind != "other":
        named = [
            e
            for e in page.between(page.entities, sentence.start, money.start)
            if e.type in ("ORG", "PER", "LOC")
        ]
        orgs = [e for e in named if e.type == "ORG"] or named
        if orgs:
            subject = Name.of(orgs[0])
    return Draft(kind, subject, modality=_mood(lang, page, sentence, kind), points_back=False)


def _kind(lang: str, page: Page, sentence: Sentence, money: Money) -> FactType:
    best: tuple[int, FactType] | None = None
    low = max(sentence.start, money.start - _REACH)
    high = min(sentence.end, money.end + _REACH)
    for kind in claim_words(lang).get("kinds", {}):
        pattern = substrings(lang, "kinds", kind)
        for match in pattern.finditer(page.text, low, high):
            gap = max(money.start - match.end(), match.start() - money.end, 0)
            if best is None or gap < best[0]:
                best = (gap, kind)
    return best[1] if best is not None else "other"


def _mood(lang: str, page: Page, sentence: Sentence, kind: FactType) -> Modality:
    moods: tuple[Modality, ...] = ("denied", "forecast", "committed", "planned")
    for mood in moods:
        if mood in claim_words(lang).get("modality", {}):
            if substrings(lang, "modality", mood).search(page.text, sentence.start, sentence.end):
                return mood
    return "reported" if kind == "other" else "done"
