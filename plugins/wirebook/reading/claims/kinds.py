"""The kind of an amount, by the words around it.

Every cue word votes for its kind; a noun of the amount's own phrase counts more than a verb, both
lose weight with each word in between, with another amount and with a new clause in between.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple, cast

from wirebook.reading.claims.words import any_of, claim_words, whole_words
from wirebook.reading.model import FactType

_REACH = 220
# Below this a vote is too weak and the kind is "other".
_ENOUGH = 2.2
_CLAUSE = re.compile(
    r"[;:]| -- |, (?:and|while|but|as|which|with|after|supporting|creating)\b|\band <N"
)
_LINK = re.compile(
    r"(?:of|worth|at|to|up|totaling|totalling|a|an|the|in|valued|than|more|about|its|for)$"
)


# "a deal for three ships, valued at $5 billion": the noun may stand far in front.
_MEASURED = re.compile(
    r"\b(?:totall?ing|worth|valued at|amounting to|estimated at)\b[\w\s]{0,12}$"
    r"|\b(?:will|would|could|may|might|should|to|rose|fell|grew|increased|jumped|reached|hit"
    r"|climbed|dropped|declined|slid|widened|narrowed|totall?ed|totals|is|are|was|were|came in"
    r"|stood)(?: (?:grow|rise|fall|climb|expand|increase|reach|hit|top|exceed|cost|by|to|from|be|at"
    r"|[\d.]+%|[\d.]+ per ?cent|expected|projected|forecast|estimated))*\s*$"
)


class Vote(NamedTuple):
    """The winning kind, its score, and whether the cue is a noun that follows or leads."""

    kind: FactType
    score: float
    is_noun: bool
    cue: str


@cache
def _cues(lang: str, role: str) -> re.Pattern[str]:
    kinds = claim_words(lang)["fact_types"]
    groups = "|".join(
        f"(?P<{kind}>{any_of(roles[role])})" for kind, roles in kinds.items() if roles[role]
    )
    return re.compile(rf"(?<![\w'-])(?:{groups})(?![\w-])", re.IGNORECASE)


_WEIGHTS = {"nouns": (6.0, 0.75), "verbs": (5.5, 0.4), "context": (1.6, 0.05)}


def vote(lang: str, text: str, at: int, width: int) -> Vote:
    """Return the kind of the amount that stands at ``text[at:at + width]``."""
    best: dict[FactType, Vote] = {}
    for role, (weight, decay) in _WEIGHTS.items():
        low = max(0, at - _REACH)
        for side, start, end in (("left", low, at), ("right", at + width, at + _REACH)):
            for match in _cues(lang, role).finditer(text, start, end):
                kind = cast(FactType, match.lastgroup)
                gap = text[match.end() : at] if side == "left" else text[at + width : match.start()]
                step = 0.25 if role == "nouns" and _MEASURED.search(gap) is not None else decay
                score = weight - step * _distance(gap) - _barriers(gap, side, role)
                score -= _subordinate(text, match, side, role)
                known = best.get(kind)
                if role == "context":
                    if known is not None and score > 0:
                        best[kind] = known._replace(score=known.score + 0.4)
                    elif known is None:
                        best[kind] = Vote(kind, score, False, match.group())
                elif known is None or score > known.score:
                    best[kind] = Vote(kind, score, role == "nouns", match.group())
    winner = _winner(lang, best)
    if winner is None or winner.score < _ENOUGH:
        return Vote("other", 0.0, False, "")
    return winner


# "investment in railways reached <@>": the first noun is what is measured.
_INNER = re.compile(r"\b(?:investments?|spending|revenues?|sales) in (?:[\w-]+ ){0,2}$")


def _subordinate(text: str, cue: re.Match[str], side: str, role: str) -> float:
    """Return what a cue loses that is a part of another noun's phrase, or measures another one."""
    if side == "right":
        return 4.0 if _OTHERS.match(text, cue.end()) is not None else 0.0
    before = text[max(0, cue.start() - 60) : cue.start()]
    return 1.0 if role == "nouns" and _INNER.search(before) is not None else 0.0


def _distance(gap: str) -> int:
    return sum(1 for word in gap.split() if _LINK.match(word) is None)


_ELSEWHERE = re.compile(
    r"\b(?:for|by|to|on|with|as|and|from|over|through|after|before|following|despite"
    r"|in (?:the|an?|its|their|this))\b"
)


def _barriers(gap: str, side: str, role: str) -> float:
    cost = 2.5 * gap.count("<M>") + 2.0 * len(_CLAUSE.findall(gap))
    if side == "right" and role == "nouns":
        # "$5 billion to build a market": the noun is not the amount's own.
        cost += 1.5 * len(_ELSEWHERE.findall(gap))
    if side == "right" and role == "verbs":
        cost += 2.0
    return cost


# "raise <@> at a valuation of <M>": the noun belongs to the other amount.
_OTHERS = re.compile(r"\s*(?:of|at|to|worth)\s+<M>")
_PRICED = frozenset({"contract", "stake_purchase", "acquisition", "investment"})


def _winner(lang: str, best: dict[FactType, Vote]) -> Vote | None:
    """Return the strongest vote; a vague word only prices the deal that the sentence speaks of."""
    winner = max(best.values(), key=lambda v: v.score, default=None)
    if winner is not None and whole_words(lang, "vague_deals").fullmatch(winner.cue) is not None:
        priced = [v for k, v in best.items() if k in _PRICED and v.score > 1.2 and v != winner]
        deal = max(priced, key=lambda v: v.score, default=winner)
        return deal._replace(score=max(deal.score, _ENOUGH))
    return winner
