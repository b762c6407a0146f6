"""Why the models decided as they did, in words: the candidates, and what told for each decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from wirebook.reading.claims.decisions import CLASSES, HEADS, KIND, spoken_for
from wirebook.reading.claims.learned import (
    described_options,
    scored,
    softmax,
)
from wirebook.reading.claims.situation import Situation
from wirebook.reading.claims.verdict import Verdict
from wirebook.reading.claims.weights import Weights

_MOST = 3
_SIDES = {"<": "before it", ">": "after it"}


class Reason(NamedTuple):
    """One amount's decision: the likeliest candidates with their chances, and what told."""

    money: int
    decision: str
    candidates: tuple[tuple[str, float], ...]
    because: tuple[str, ...]


def reasons(
    situation: Situation, verdicts: Mapping[int, Verdict], weights: Weights
) -> list[Reason]:
    """Return the reasons of the kind and of the subject of each amount, in the text's order."""
    found: list[Reason] = []
    before: tuple[int, str] | None = None
    for position, i in enumerate(situation.wanted):
        found.append(_kind(situation, verdicts[i], weights, i))
        found.append(_subject(situation, verdicts[i], weights, position, before))
        before = (verdicts[i].subject, verdicts[i].kind)
    return found


def _kind(situation: Situation, verdict: Verdict, weights: Weights, index: int) -> Reason:
    classes = CLASSES[KIND]
    chances = verdict.chances[KIND]
    ranked = sorted(zip(classes, chances.tolist(), strict=True), key=lambda c: -c[1])
    first = sum(len(CLASSES[h]) for h in HEADS[: HEADS.index(KIND)])
    best, next_ = (classes.index(name) for name, _ in ranked[:2])
    told: dict[str, float] = {}
    for feature in dict.fromkeys(situation.context[index]):
        row = weights.context.get(feature)
        if row is not None:
            own = weights.classes[row]
            told[feature] = float(own[first + best] - own[first + next_])
    spoken = spoken_for(KIND, situation.standing[index], situation.drafts[index])
    ties = weights.ties[KIND]
    for side, name in ((1, ranked[0][0]), (-1, ranked[1][0])):
        for place in dict.fromkeys(spoken.get(name, ())):
            told[f"own cue {place}"] = told.get(f"own cue {place}", 0) + side * ties.get(place, 0)
    return Reason(index, "kind", tuple(ranked[:_MOST]), _strongest(told))


def _subject(
    situation: Situation,
    verdict: Verdict,
    weights: Weights,
    position: int,
    before: tuple[int, str] | None,
) -> Reason:
    index = situation.wanted[position]
    options = described_options(situation, position, verdict.kind, before)
    table = weights.picks["who"]
    cast = situation.actors.cast.candidates
    names = ["nobody", *(cast[o].name for o in situation.options[index])]
    chances = verdict.who or softmax(scored(options, table)).tolist()
    ranked = sorted(range(len(names)), key=lambda n: -chances[n])
    best = ranked[0]
    rival = ranked[1] if len(ranked) > 1 else best
    told = {f: table[f] for f in dict.fromkeys(options[best]) if f in table}
    for feature in options[rival]:
        told.pop(feature, None)  # what holds for both decides nothing
    shown = tuple((names[n], chances[n]) for n in ranked[:_MOST])
    return Reason(index, "subject", shown, _strongest(told))


def _strongest(told: Mapping[str, float]) -> tuple[str, ...]:
    best = sorted(told, key=lambda f: (-told[f], f))[: 2 * _MOST]
    return tuple(dict.fromkeys(in_words(f) for f in best if told[f] > 0))[:_MOST]


def in_words(feature: str) -> str:
    """Return a feature's name as a person would put it."""
    kind, bar, rest = feature.rpartition("|")
    said = rest if bar else feature
    if said.startswith("own cue "):
        return _cue(said.removeprefix("own cue "))
    for start, words in (
        ("c<", "a word for "),
        ("c>", "a word for "),
        ("near<n=", "the nearest noun before it speaks of "),
        ("near>n=", "the nearest noun after it speaks of "),
        ("near<m=", "the nearest verb before it speaks of "),
        ("near>m=", "the nearest verb after it speaks of "),
        ("title:", "the title speaks of "),
        ("before:", "the sentence before speaks of "),
        ("page:", "the page speaks of "),
        ("head:", "its line is headed by "),
        ("rule!=", "the rules are sure it is "),
        ("rule=", "the rules say "),
        ("again", "who the amount before is about "),
        ("look=", "it looks like "),
        ("titled", "named in the title "),
        ("topic=", "a subject of the sentences before, number "),
        ("recent=", "named recently, number "),
    ):
        if said.startswith(start):
            side = _SIDES.get(said[1:2], "") if start in ("c<", "c>") else ""
            said = " ".join(f"{words}{said[len(start) :]} {side}".split())
            break
    return f"{said} (of a {kind.replace('_', ' ')})" if bar and kind else said


def _cue(place: str) -> str:
    """Return where a class's own cue stands, in words; the rules' word is one of its cues."""
    if place.startswith("rule"):
        return "the rules say so"
    for start, words in (
        ("page", "the page speaks of it most"),
        ("title", "the title speaks of it"),
        ("head", "its line is headed so"),
        ("before", "the sentence before speaks of it"),
        ("above", "the line above speaks of it"),
    ):
        if place.startswith(start):
            return words
    concept, mark, _ = place.partition("<" if "<" in place else ">")
    named = f"the word for {concept.replace('_', ' ')}" if concept else "a word for it"
    return f"{named} {_SIDES.get(mark, 'near it')}"
