"""Korean: who says it, and how firmly."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.claims.korean import particles as ko
from wirebook.reading.claims.korean.actors import Case, acts
from wirebook.reading.claims.korean.kinds import is_measure
from wirebook.reading.claims.page import Name
from wirebook.reading.claims.words import any_of, claim_words, substrings
from wirebook.reading.languages import KOREAN
from wirebook.reading.model import FactType, Modality


@cache
def _speech() -> re.Pattern[str]:
    verbs = any_of(claim_words(KOREAN)["reporting"])
    return re.compile(rf"(?:[다라자]고|것으로)\s?(?:[가-힣0-9]+\s){{0,3}}?(?P<verb>{verbs})")


_ACCORDING = re.compile(r"에\s*(?:따르면|의하면)")


def speaker_phrase(case: Case) -> tuple[int, int] | None:
    """Return where the noun phrase of who speaks stands, if a verb of speech governs the amount."""
    page = case.page
    tail = page.text[case.money.end : case.sentence.end].replace('"', " ").replace("”", " ")
    tail = tail.replace("’", " ").replace("'", " ")
    for match in _speech().finditer(re.sub(r"\s", " ", tail)):
        verb_end = case.money.end + match.end("verb")
        if match["verb"][-1] in "힌한본히":
            marks = ko.marked(page, verb_end, case.sentence.end)
            return (marks[0].start, marks[0].end) if marks else None
        near = ko.marked(page, case.money.end, case.money.end + match.start("verb"))
        named = [m for m in near if _speaks(case, m, verb_end) and acts(page, m)]
        if named:
            return named[-1].start, named[-1].end
        marks = [m for m in ko.marked(page, case.sentence.start, case.money.start) if acts(page, m)]
        topics = [m for m in marks if m.particle in ko.TOPICS]
        chosen = topics or marks
        return (chosen[-1].start, chosen[-1].end) if chosen else None
    return None


def _speaks(case: Case, mark: ko.Marked, verb_end: int) -> bool:
    """Tell whether a noun behind the amount may speak: a topic, or right before the verb."""
    is_near = verb_end - mark.end < 14
    return mark.particle in ko.TOPICS or (mark.particle in ("이", "가") and is_near)


def said_by(case: Case) -> Name | None:
    """Return the named source of the sentence."""
    phrase = speaker_phrase(case)
    if phrase is not None:
        return ko.as_name(case.page, *phrase)
    match = _ACCORDING.search(case.left)
    if match is not None:
        at = case.sentence.start + match.start()
        words = ko.tokens(case.page.text, case.sentence.start, at)
        if words and substrings(KOREAN, "documents").search(words[-1].group()) is None:
            return ko.as_name(case.page, ko.phrase_start(case.page, words, len(words) - 1), at)
    return None


_QUOTES = re.compile(r"[\"'“”‘’]")
# A clause ends: but, though; "<amount>을 기록, ..." as news writes for "recorded, and".
_CONTRAST = re.compile(
    r"(?:지만|으나|는데|면서도|기록하면서)[, ]"
    r"|(?:기록|달성|돌파|경신|체결|확보|결정|발표|투자|투입),\s"
)
_PLAIN: dict[FactType, Modality] = {
    "other": "reported",
    "market_size": "reported",
    "valuation": "reported",
}


def modality(case: Case, kind: FactType) -> tuple[Modality, str | None]:
    """Return how firmly the sentence states the amount, and the hedging words if there are any.

    The first sign behind the amount counts, as the verbs that follow only report it; a denial
    counts wherever it stands.
    """
    tail = _CONTRAST.split(_QUOTES.sub("", case.right))[0]
    hedge = substrings(KOREAN, "hedges").search(tail)
    signs = [
        (match.start(), mood)
        for mood, pattern in _moods().items()
        if (match := pattern.search(tail)) is not None
    ]
    mood = min(signs, default=(0, _PLAIN.get(kind, "done")), key=lambda sign: sign[0])[1]
    if substrings(KOREAN, "foresights").search(case.left[-12:]) is not None:
        mood = "forecast"
    if substrings(KOREAN, "targets").search(case.left[-12:]) is not None:
        return "planned", None
    if any(sign[1] == "denied" for sign in signs):
        mood = "denied"
    if mood == "planned" and kind in _FLAT and _flat().match(tail) is not None:
        mood = "committed"
    if mood in ("planned", "committed") and is_measure(case.page, case.money):
        mood = "done"  # what is planned is the amount that this one measures
    return _settled(mood, kind, tail), hedge.group() if hedge is not None else None


# "투자한다", "사들인다": said flatly, an own spending is decided.
_FLAT = ("investment", "acquisition", "stake_purchase")


@cache
def _flat() -> re.Pattern[str]:
    """Compile a clause that ends in the present tense and names no plan."""
    plans = any_of(claim_words(KOREAN)["modality"]["planned"][:6])
    return re.compile(rf"(?:(?!{plans})[^.])*(?:[한린준친운긴]|세운|짓는|쏟는)다[.\s]*$")


def _settled(mood: Modality, kind: FactType, tail: str) -> Modality:
    """Return the modality that suits the kind: results are done, what something is held to be
    worth and amounts in passing reported."""
    if (
        kind == "financial_result"
        and mood == "planned"
        and substrings(KOREAN, "due").search(tail) is None
    ):
        return "done"
    if kind == "valuation" and mood in ("done", "planned"):
        return mood if substrings(KOREAN, "due").search(tail) is not None else "reported"
    if kind == "other" and mood == "done" and substrings(KOREAN, "changed").search(tail) is None:
        return "reported"
    if kind == "other" and mood == "planned" and substrings(KOREAN, "due").search(tail) is None:
        return "reported"
    return mood


@cache
def _moods() -> dict[Modality, re.Pattern[str]]:
    return {m: re.compile(any_of(f)) for m, f in claim_words(KOREAN)["modality"].items()}
