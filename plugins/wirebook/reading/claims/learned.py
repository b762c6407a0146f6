"""What the models make of a text's amounts: every decision with its probabilities.

First each amount is judged by itself; then again with what was found of its neighbours, of the
same value elsewhere and of the page; then, in the text's order, who it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from wirebook.reading import languages
from wirebook.reading.claims.decisions import (
    CLASSES,
    HEADS,
    KIND,
    MEASURE,
    MOOD,
    spoken_for,
)
from wirebook.reading.claims.draft import Draft
from wirebook.reading.claims.features.amounts import MOVES_TO
from wirebook.reading.claims.features.certainty import Signs
from wirebook.reading.claims.features.pairs import amount_of
from wirebook.reading.claims.features.periods import When
from wirebook.reading.claims.horizons import Horizon
from wirebook.reading.claims.situation import COMPARED, Situation
from wirebook.reading.claims.suppliers import others, supplier
from wirebook.reading.claims.verdict import Chances, Verdict
from wirebook.reading.claims.weights import Array, Weights

_FLOOR = 1e-3
# A subject less likely than this is not named: the claim says that it does not know who. Of a
# passing amount one is named only where there is hardly a doubt.
_LIKELY, _SURE = 0.3, 0.9
# Cues of what is no loss, and how many words behind an amount they are looked for.
_GAINS = frozenset({"profit", "net_profit", "operating_profit", "revenue"})
_BEHIND = 4
# An amount less likely than this is no whole or successor of another one.
_PAIRED = 0.5
# What a rule's word counts beside what was learned of it (log odds; kind, subject, mood): the
# corpus was written to be hard for the rules, so it teaches too little trust in them for plain
# news.
# The most that costs nothing on hands left out.
_TRUST: dict[str, tuple[float, float, float]] = {
    languages.ENGLISH: (1.2, 1.2, 1.3),
    languages.KOREAN: (1.5, 1.5, 1.3),
}
# On a page with more on it than its article, which the corpus has none of.
_TRUST_ON_PAGES = (4.0, 4.0, 4.0)
# The strength of the rules' cue from which on they are so trusted.
_STRONG = 4.0


def decide(situation: Situation, weights: Weights) -> dict[int, Verdict]:
    """Return the verdict on each wanted amount."""
    first = first_chances(situation, weights)
    second = second_chances(situation, first, weights)
    verdicts = {i: Verdict(chances, first[i]) for i, chances in second.items()}
    tell_changes(situation, verdicts)
    compare_signs(situation, verdicts)
    pick_subjects(situation, verdicts, weights)
    pick_periods(situation, verdicts, weights)
    pick_pairs(situation, verdicts, weights)
    if weights.certainty is not None:
        signs = Signs(situation, verdicts)
        for i, verdict in verdicts.items():
            verdict.certainty = weights.certainty.score(signs.describe(i))
    return verdicts


def tell_changes(situation: Situation, verdicts: Mapping[int, Verdict]) -> None:
    """Settle that an amount is a change where the text moves by it to the next one: "rose $2
    million to $9 million". Its grammar is sure, whatever is measured."""
    change = np.array([name == "change" for name in CLASSES[MEASURE]], dtype=np.float32)
    for i, verdict in verdicts.items():
        if MOVES_TO in situation.context[i]:
            verdict.chances = {**verdict.chances, MEASURE: change}


def compare_signs(situation: Situation, verdicts: Mapping[int, Verdict]) -> None:
    """Mark each amount that is compared with a minus right before it: "narrowed to $3 million from
    $5 million"."""
    for position in range(1, len(situation.wanted)):
        left, right = (verdicts[i] for i in situation.wanted[position - 1 : position + 1])
        alike = (left.kind, left.metric) == (right.kind, right.metric)
        compared = situation.link_before(position) in COMPARED
        if alike and compared and left.sign == "minus":
            right.beside_minus = not _GAINS & _said_behind(situation, situation.wanted[position])


def _said_behind(situation: Situation, index: int) -> set[str]:
    """Return the cues right behind an amount: "$5 million in net income"."""
    at = situation.scene.amount_token[index] + 1
    return {cue for _, _, cue in situation.scene.cues_between(at, at + _BEHIND)}


def _is_strong(situation: Situation, draft: Draft) -> bool:
    """Tell whether the rules' word has the trust that such words have; on a page any has."""
    return draft.score >= _STRONG or not situation.page.is_article


def _trust(situation: Situation) -> tuple[float, float, float]:
    return _TRUST[situation.lang] if situation.page.is_article else _TRUST_ON_PAGES


def softmax(scores: Any) -> Any:
    """Return probabilities along the last axis."""
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)


def first_chances(situation: Situation, weights: Weights) -> dict[int, Chances]:
    """Return the probabilities of each amount's classes, seen by itself."""
    found: dict[int, Chances] = {}
    for i in situation.wanted:
        rows = [weights.context[f] for f in situation.context[i] if f in weights.context]
        scores = weights.classes[sorted(set(rows))].sum(axis=0)
        at = 0
        chances: Chances = {}
        for head, classes in CLASSES.items():
            own = scores[at : at + len(classes)].copy()
            at += len(classes)
            ties = weights.ties[head]
            spoken = spoken_for(head, situation.standing[i], situation.drafts[i])
            for k, name in enumerate(classes):
                places = spoken.get(name)
                if places:
                    own[k] += _sum(map(ties.get, dict.fromkeys(places)))
            chances[head] = softmax(own)
        found[i] = chances
    return found


def around(
    situation: Situation,
    index: int,
    chances: Mapping[int, Chances],
    head: str,
    relations: Mapping[str, int],
) -> tuple[Array, Array]:
    """Return what the second look sees: for each class its own and its neighbours' probability,
    and the probabilities of the other decisions."""
    tied = np.zeros((len(CLASSES[head]), 1 + len(relations)), dtype=np.float32)
    tied[:, 0] = np.log(np.clip(chances[index][head], _FLOOR, 1))
    sums: dict[str, list[Array]] = {}
    for relation, other in situation.neighbours[index]:
        if relation in relations:
            sums.setdefault(relation, []).append(chances[other][head])
    for relation, each in sums.items():
        tied[:, 1 + relations[relation]] = np.mean(each, axis=0)
    others = [chances[index][h] for h in HEADS if h != head]
    return tied, np.concatenate([np.ones(1, dtype=np.float32), *others])


def second_chances(
    situation: Situation, first: Mapping[int, Chances], weights: Weights
) -> dict[int, Chances]:
    """Return the probabilities again, in the light of the neighbours and of one another."""
    found: dict[int, Chances] = {}
    for i in situation.wanted:
        chances: Chances = {}
        for head in HEADS:
            tied, crossed = around(situation, i, first, head, weights.relations)
            by_relation, by_other = weights.second[head]
            scores = tied @ by_relation + crossed @ by_other
            draft = situation.drafts[i]
            if draft.fact_type != "other" and _is_strong(situation, draft):
                if head == KIND:
                    scores[CLASSES[KIND].index(draft.fact_type)] += _trust(situation)[0]
                if head == MOOD:
                    scores[CLASSES[MOOD].index(draft.modality)] += _trust(situation)[2]
            chances[head] = softmax(scores)
        found[i] = chances
    return found


def described_options(
    situation: Situation, position: int, kind: str, before: tuple[int, str] | None
) -> list[list[str]]:
    """Return the features of nobody and of each candidate as the subject of an amount.

    ``before`` is the subject and the kind of the amount before.
    """
    i = situation.wanted[position]
    draft, ruled = situation.drafts[i], situation.ruled[i]
    tie = (*before, situation.link_before(position)) if before is not None else None
    actors = situation.actors
    return [
        actors.nobody(i, kind, draft, ruled, tie),
        *(actors.describe(i, o, kind, draft, ruled, tie) for o in situation.options[i]),
    ]


def scored(options: Sequence[Sequence[str]], weights: Mapping[str, float]) -> Array:
    """Return the score of each option: log odds, to any one constant."""
    get = weights.get
    # In the order of the features, not of a set: sums of floats must come out the same everywhere.
    return np.array([_sum(map(get, dict.fromkeys(option))) for option in options])


def _sum(weights: Iterable[float | None]) -> float:
    """Return the sum of what is known."""
    return sum(filter(None, weights))


def pick_subjects(situation: Situation, verdicts: Mapping[int, Verdict], weights: Weights) -> None:
    """Fill in who each amount is about, in the text's order."""
    before: tuple[int, str] | None = None
    for position, i in enumerate(situation.wanted):
        verdict = verdicts[i]
        kind = verdict.kind
        scores = scored(described_options(situation, position, kind, before), weights.picks["who"])
        ruled = situation.ruled[i]
        draft = situation.drafts[i]
        if ruled >= 0 and kind == draft.fact_type and _is_strong(situation, draft):
            scores[1 + situation.options[i].index(ruled)] += _trust(situation)[1]
        if kind == "contract":
            verdict.supplier = supplier(situation, i)
            if verdict.supplier is not None:
                payers = others(situation, i, verdict.supplier)
                barred = [n for n, who in enumerate(situation.options[i], 1) if who not in payers]
                scores[barred] = -np.inf
        chances = softmax(scores)
        best = int(chances.argmax())
        verdict.who = chances.tolist()
        named = -1 if best == 0 else situation.options[i][best - 1]
        before = (named, kind)
        least = _SURE if kind == "other" else _LIKELY
        verdict.subject = named if chances[best] >= least else -1


def described_periods(
    situation: Situation,
    position: int,
    kind: str,
    mood: str,
    measure: str,
    before: Horizon | None,
) -> tuple[list[When], list[list[str]]]:
    """Return the periods that an amount may be for, and the features of none and of each.

    ``before`` is the period of the amount before.
    """
    i = situation.wanted[position]
    whens = situation.whens
    options = whens.options(i, before)
    tie = situation.link_before(position) if position else ""
    ruled = situation.periods[i]
    return options, [
        whens.none(i, kind, mood, measure, options),
        *(whens.describe(i, o, kind, mood, measure, tie, ruled) for o in options),
    ]


def pick_periods(situation: Situation, verdicts: Mapping[int, Verdict], weights: Weights) -> None:
    """Fill in what period each amount is for, in the text's order."""
    before: Horizon | None = None
    for position, i in enumerate(situation.wanted):
        v = verdicts[i]
        options, described = described_periods(
            situation, position, v.kind, v.mood, v.measure, before
        )
        best = int(scored(described, weights.picks["when"]).argmax())
        v.when = Horizon() if best == 0 else options[best - 1].span
        before = v.when


def described_pairs(
    situation: Situation,
    index: int,
    options: Sequence[int],
    kinds: Mapping[int, str],
    who: Mapping[int, str | None],
    moods: Mapping[int, str],
) -> list[list[str]]:
    """Return the features of no other amount, and of each option as the one asked for."""
    pairs, draft = situation.pairs, situation.drafts[index]
    told = (
        "part" if draft.is_part else "share" if draft.is_share else "echo" if draft.is_echo else ""
    )
    return [
        [*pairs.none(index, kinds[index]), f"none rule {told}"],
        *(
            [
                *pairs.describe(index, o, kinds, who, moods),
                f"rule {told} {n}" if n < 3 else "rule far",
            ]
            for n, o in enumerate(options)
        ),
    ]


def pick_pairs(situation: Situation, verdicts: Mapping[int, Verdict], weights: Weights) -> None:
    """Fill in which amount contains each one, and which takes the place of one that is denied."""
    kinds = {i: v.kind for i, v in verdicts.items()}
    moods = {i: v.mood for i, v in verdicts.items()}
    cast = situation.actors.cast.candidates
    who = {i: cast[v.subject].name if v.subject >= 0 else None for i, v in verdicts.items()}
    for i, v in verdicts.items():
        # What is denied holds nothing that is not.
        wholes = situation.pairs.wholes(i)
        asked = {"whole": [j for j in wholes if moods[j] != "denied" or v.mood == "denied"]}
        if v.mood == "denied":
            asked["successor"] = situation.pairs.near(i)
        for name, options in asked.items():
            if not options:
                continue
            described = described_pairs(situation, i, options, kinds, who, moods)
            chances = softmax(scored(described, weights.picks[name]))
            best = _likeliest(situation, options, chances)
            if best is not None:
                setattr(v, name, best)
        if v.whole is None and situation.drafts[i].is_part:
            v.whole = _next_in_sentence(situation, i)
    for v in verdicts.values():
        if v.whole is not None and v.when == Horizon():
            v.when = verdicts[v.whole].when  # a part is in the period of its whole


def _likeliest(situation: Situation, options: Sequence[int], chances: Array) -> int | None:
    """Return the amount that is likely enough, of the same figure told twice the likelier one:
    together they are as likely as their sum."""
    money = situation.page.money
    figures: dict[object, list[tuple[float, int]]] = {}
    for n, option in enumerate(options):
        figure = (amount_of(money[option]), money[option].currency)
        figures.setdefault(figure, []).append((float(chances[n + 1]), -n))
    best = max(figures.values(), key=lambda each: (sum(p for p, _ in each), max(each)))
    return options[-max(best)[1]] if sum(p for p, _ in best) >= _PAIRED else None


def _next_in_sentence(situation: Situation, index: int) -> int | None:
    """Return the larger amount next to one in its sentence, for words such as "including"."""
    tokens, at = situation.scene.tokens, situation.scene.amount_token
    place = situation.wanted.index(index)
    beside = situation.wanted[max(0, place - 1) : place + 2]
    for other in situation.pairs.wholes(index):
        if other in beside and tokens[at[other]].sentence == tokens[at[index]].sentence:
            return other
    return None
