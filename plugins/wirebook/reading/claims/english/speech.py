"""English: who says it, and how firmly."""

from __future__ import annotations

import re
from functools import cache

from wirebook.reading.claims.english.sketches import NAMES, Actor, Sketch
from wirebook.reading.claims.page import Name
from wirebook.reading.claims.words import any_of, claim_words, whole_words
from wirebook.reading.languages import ENGLISH
from wirebook.reading.model import FactType, Modality


@cache
def _reported_speech() -> re.Pattern[str]:
    words = claim_words(ENGLISH)
    verb = any_of(words["reporting"])
    aside = r"(?:, [^,;]{1,120},| \([^()]{0,60}\))?"
    return re.compile(
        rf"(?P<before>{NAMES}){aside}(?: also| has| have| had| [a-z]+ly)? (?P<verb>{verb})(?![\w-])"
        rf"(?P<that> (?:on |in |last |this )?(?:<T\d+> )?(?:that\b|it\b|they\b|he\b|she\b|we\b|"
        rf"the [a-z]+ (?:will|would)\b|<N\d+> (?:will|would|is|was|has|had)\b))?"
        rf"|\b(?:said|says|according to)(?: the)? (?:[a-z-]+ ){{0,4}}(?P<after>{NAMES})",
        re.IGNORECASE,
    )


# Verbs that tell a source without "that", where another one is spoken of.
_OF_OTHERS = ("announc", "report", "expect", "forecast", "predict", "estimat", "project")


def said_by(s: Sketch, subject: Name | None) -> Name | None:
    """Return the named source of the sentence.

    Who announces an own plan is a source only with a that-clause ("announced that it would").
    """
    for match in _reported_speech().finditer(s.text):
        if match["after"] is not None:
            return s.name(match["after"])
        speaker = s.name(match["before"])
        ends = re.match(r"\s*(?:$|[,.]|on <T|<T)", s.text[match.end() :]) is not None
        trailing = match.start() > s.at and ends
        if match["that"] is not None or trailing:
            return speaker
        if (
            match.end() <= s.at
            and match["verb"].lower().startswith(_OF_OTHERS)
            and subject not in (None, speaker)
        ):
            return speaker
    return None


_STRONG: dict[str, Modality] = {
    "denied": "denied",
    "forecast": "forecast",
    "committed_strong": "committed",
    "planned": "planned",
}
_WILL: dict[FactType, Modality] = {
    "investment": "committed",
    "penalty": "committed",
    "stake_purchase": "committed",
    "acquisition": "committed",
    "market_size": "forecast",
    "financial_result": "forecast",
    "valuation": "forecast",
}
SETTLED: dict[FactType, Modality] = {
    "investment": "committed",
    "market_size": "reported",
    "project_size": "planned",
    "valuation": "reported",
    "other": "reported",
}


_INVESTED = re.compile(
    r"\b(?:invested|spent|poured|injected|pumped|complet(?:ed|ing)|registered"
    r"|reached|amounted to|totall?ed|came in at|stood at)\b"
)


# "takeover of <N> collapsed", "fine imposed on <N> was overturned": nothing came of it.
_UNDONE = re.compile(
    r" (?:[a-z-]+ ){1,4}(?:<N\d+> )?(?:(?:was|were|has|have|had|been) ){0,2}"
    r"(?:collapsed|overturned|annulled|quashed|scrapped|abandoned|blocked|fell (?:through|apart))\b"
)


def modality(s: Sketch, kind: FactType, who: Actor) -> tuple[Modality, str | None]:
    """Return how firmly the sentence states the amount, and the hedging word if there is one."""
    right = re.split(r"\b(?:that|which|who|and|after|while)\b|[;,]| -- |<M>", s.right)[0]
    right = right if who.name is None and who.verb == "" else right[:30]
    text = s.left[-260:] + "<@>" + re.sub(r"\bto [a-z]+", "", right)
    if _UNDONE.match(s.right) is not None:
        return "denied", None
    hedge = whole_words(ENGLISH, "hedges").search(text)
    hedged = hedge.group().lower() if hedge is not None else None
    for key, mood in _STRONG.items():
        if whole_words(ENGLISH, "modality", key).search(text) is not None:
            return mood, hedged
    if whole_words(ENGLISH, "modality", "will").search(text) is not None:
        return _WILL.get(kind, "planned"), hedged
    if whole_words(ENGLISH, "modality", "reported").search(text) is not None:
        return "reported", hedged
    if kind == "investment" and _INVESTED.search(text) is not None:
        return "done", hedged
    if kind == "penalty" and "settle" in text.lower():
        return "committed", hedged
    return SETTLED.get(kind, "done"), hedged
