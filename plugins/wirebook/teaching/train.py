"""Put a model together from lessons: the same lessons give the same bytes.

What one step learns from another's answers it learns from answers on articles that the other has
not seen: the hands are left out in turn (articles, where there are too few hands).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from wirebook.reading.claims.decisions import CLASSES, HEADS, spoken_for
from wirebook.reading.claims.features.certainty import Signs
from wirebook.reading.claims.horizons import Horizon
from wirebook.reading.claims.learned import (
    around,
    described_options,
    described_pairs,
    described_periods,
    first_chances,
    pick_subjects,
    scored,
    second_chances,
)
from wirebook.reading.claims.trees import Trees
from wirebook.reading.claims.verdict import Chances, Verdict
from wirebook.reading.claims.weights import Weights, rounded
from wirebook.teaching import fit
from wirebook.teaching.boost import grow
from wirebook.teaching.lessons import Lesson

# Found by trying on the corpus, hand by hand; broad optima.
_PENALTY, _TIE_PENALTY = 1.0, 0.3
_SECOND_PENALTY, _CROSS_PENALTY = 0.1, 1.0
_PICK_PENALTY, _PICK_BY_KIND = 3.0, 12.0
_WHEN_PENALTY, _PAIR_PENALTY, _WHOLE_PENALTY = 3.0, 3.0, 6.0
_FEWEST_HANDS, _FOLDS = 3, 4
_LEAST = 2


def folds(lessons: Sequence[Lesson]) -> list[set[int]]:
    """Return the lessons to leave out in turn, by number: whole hands at a time."""
    hands = list(dict.fromkeys(lesson.article.hand for lesson in lessons))
    if len(hands) >= _FEWEST_HANDS:
        groups = [set(hands[k::_FOLDS]) for k in range(min(_FOLDS, len(hands)))]
        return [{n for n, x in enumerate(lessons) if x.article.hand in g} for g in groups]
    return [set(range(k, len(lessons), _FOLDS)) for k in range(_FOLDS)]


def train(lessons: Sequence[Lesson]) -> Weights:
    """Return the weights that lessons teach."""
    return Course(lessons).weights()


class Course:
    """Lessons compiled once, from which weights are found for all of them and for folds."""

    def __init__(self, lessons: Sequence[Lesson]) -> None:
        self.lessons = [x for x in lessons if x.situation is not None]
        rows = [(n, i, c) for n, x in enumerate(self.lessons) for i, c in x.told.items()]
        contexts = [_situation(self.lessons[n]).context[i] for n, i, _ in rows]
        self._known = fit.vocabulary(contexts, _LEAST)
        self._choices: dict[str, tuple[list[int], fit.Choices]] = {}
        for head in HEADS:
            asked = [r for r, (_, _, c) in enumerate(rows) if c[head] is not None]
            ties = []
            for r in asked:
                n, i, _ = rows[r]
                situation = _situation(self.lessons[n])
                ties.append(spoken_for(head, situation.standing[i], situation.drafts[i]))
            self._choices[head] = (
                [rows[r][0] for r in asked],
                fit.Choices(
                    [contexts[r] for r in asked],
                    ties,
                    [rows[r][2][head] for r in asked],
                    CLASSES[head],
                    self._known,
                ),
            )
        self._who_of, self._who = self._questions()

    def weights(self) -> Weights:
        """Return the weights that all lessons teach, calibrated on what folds did not see."""
        lessons = self.lessons
        everything = set(range(len(lessons)))
        left_out = folds(lessons)
        chances: dict[int, dict[int, Chances]] = {}
        parts: list[Weights] = []
        for out in left_out:
            part = self._first(everything - out)
            parts.append(part)
            for n in out:
                chances[n] = first_chances(_situation(lessons[n]), part)
        whole = self._first(everything)
        whole.relations = _relations(lessons)
        whole.second = _second(lessons, chances, whole.relations)
        whole.picks = {"who": self._pick(everything), **self._others()}
        tried: list[list[Tried]] = []
        pairs: list[Question] = []
        for out, part in zip(left_out, parts, strict=True):
            part.relations, part.second = whole.relations, whole.second
            part.picks = {**whole.picks, "who": self._pick(everything - out)}
            tried.append([])
            for n in sorted(out):
                verdicts = _verdicts(lessons[n], chances[n], part)
                tried[-1] += _tried(lessons[n], verdicts)
                pairs += _pair_questions(lessons[n], "whole", "part_of", verdicts)
        # As it will be asked: of kinds, moods and subjects that were found, not given.
        whole.picks["whole"] = _fitted(pairs, _WHOLE_PENALTY)
        whole.certainty = _grown(tried)
        # How sure the trees are of claims that they have not seen either.
        certain: list[float] = []
        right: list[bool] = []
        for k, unseen in enumerate(tried):
            trees = _grown([*tried[:k], *tried[k + 1 :]])
            certain += [trees.score(signs) for signs, _ in unseen]
            right += [ok for _, ok in unseen]
        whole.bands = fit.fit_bands(certain, right)
        whole.threshold, whole.facts = _threshold(certain, right)
        return whole

    def _first(self, taught: set[int]) -> Weights:
        """Fit every decision by the amount itself."""
        columns, ties = [], {}
        for head in HEADS:
            of, choices = self._choices[head]
            chosen = [r for r, n in enumerate(of) if n in taught]
            weights, tie = choices.fit(chosen, _PENALTY, _TIE_PENALTY)
            columns.append(weights)
            ties[head] = _halved(tie)
        return Weights(self._known, rounded(np.concatenate(columns, axis=1)), ties, {}, {}, {})

    def _others(self) -> dict[str, dict[str, float]]:
        """Fit which period an amount is for, and which amount replaces it."""
        found: dict[str, dict[str, float]] = {}
        whens = [q for x in self.lessons for q in _when_questions(x, {})]
        given = _fitted(whens, _WHEN_PENALTY)
        again = [q for x in self.lessons for q in _when_questions(x, given)]
        found["when"] = _fitted([*whens, *again], 2 * _WHEN_PENALTY)
        asked = [q for x in self.lessons for q in _pair_questions(x, "successor", "corrected_to")]
        found["successor"] = _fitted(asked, _PAIR_PENALTY)
        return found

    def _questions(self) -> tuple[list[int], fit.Questions]:
        """Ask who each amount is about, as it will be asked: with the answer before it found, not
        given. Answers that are given teach to copy the one before, which is often wrong."""
        everything = set(range(len(self.lessons)))
        self._who_of, self._who = _who_questions(self.lessons, {})
        found: dict[int, dict[int, int]] = {}
        for out in folds(self.lessons):
            pick = self._pick(everything - out)
            for n in out:
                found[n] = _named(self.lessons[n], pick)
        return _who_questions(self.lessons, found)

    def _pick(self, taught: set[int]) -> dict[str, float]:
        chosen = [q for q, n in enumerate(self._who_of) if n in taught]
        return _halved(self._who.fit(chosen, _PICK_PENALTY, _PICK_BY_KIND))


def _situation(lesson: Lesson) -> Any:
    return lesson.situation


def _halved(weights: Mapping[str, float]) -> dict[str, float]:
    """Return weights in half precision, as the file keeps them."""
    return dict(zip(weights, rounded(list(weights.values())).tolist(), strict=True))


def _relations(lessons: Sequence[Lesson]) -> dict[str, int]:
    counts = Counter(
        relation
        for x in lessons
        for near in _situation(x).neighbours.values()
        for relation, _ in near
    )
    return {r: n for n, r in enumerate(sorted(r for r in counts if counts[r] >= 5))}


def _second(
    lessons: Sequence[Lesson],
    chances: Mapping[int, Mapping[int, Chances]],
    relations: Mapping[str, int],
) -> dict[str, Any]:
    found = {}
    for head in HEADS:
        tied, crossed, answers = [], [], []
        for n, x in enumerate(lessons):
            for i, claim in x.told.items():
                if claim[head] is None:
                    continue
                a, b = around(_situation(x), i, chances[n], head, relations)
                tied.append(a)
                crossed.append(b)
                answers.append(CLASSES[head].index(claim[head]))
        by_relation, by_other = fit.fit_second(
            np.array(tied, dtype=np.float64),
            np.array(crossed, dtype=np.float64),
            answers,
            _SECOND_PENALTY,
            _CROSS_PENALTY,
        )
        found[head] = (rounded(by_relation), rounded(by_other))
    return found


def _kind_of(lesson: Lesson, index: int) -> str:
    claim = lesson.told.get(index)
    return str(claim["fact_type"]) if claim is not None else "other"


def _named(lesson: Lesson, pick: Mapping[str, float]) -> dict[int, int]:
    """Return the subject that weights find for each amount, given the kinds."""
    situation = _situation(lesson)
    found: dict[int, int] = {}
    before: tuple[int, str] | None = None
    for position, i in enumerate(situation.wanted):
        kind = _kind_of(lesson, i)
        best = int(scored(described_options(situation, position, kind, before), pick).argmax())
        found[i] = -1 if best == 0 else situation.options[i][best - 1]
        before = (found[i], kind)
    return found


def _who_questions(
    lessons: Sequence[Lesson], found: Mapping[int, Mapping[int, int]]
) -> tuple[list[int], fit.Questions]:
    """Ask who each amount is about, given its kind and who the one before is about: as it was
    found, by lesson and amount, else as it is annotated."""
    of: list[int] = []
    questions: list[list[list[str]]] = []
    right: list[set[int]] = []
    for n, x in enumerate(lessons):
        situation = _situation(x)
        named = found.get(n, {})
        before: tuple[int, str] | None = None
        for position, i in enumerate(situation.wanted):
            kind, answers = _kind_of(x, i), x.right.get(i)
            if answers:
                of.append(n)
                questions.append(described_options(situation, position, kind, before))
                right.append(answers)
            if i in named:
                before = (named[i], kind)
            elif answers:
                first = min(answers)
                before = (-1 if first == 0 else situation.options[i][first - 1], kind)
            else:
                before = None
    return of, fit.Questions(questions, right)


Question = tuple[list[list[str]], set[int]]


def _fitted(questions: Sequence[Question], penalty: float) -> dict[str, float]:
    compiled = fit.Questions([q for q, _ in questions], [right for _, right in questions])
    return _halved(compiled.fit(range(len(questions)), penalty))


def _when_questions(lesson: Lesson, pick: Mapping[str, float]) -> list[Question]:
    """Ask what period each amount is for; the one of the amount before is as ``pick`` finds it,
    as it is annotated where there are no weights yet."""
    situation = _situation(lesson)
    asked: list[Question] = []
    before: Horizon | None = None
    for position, i in enumerate(situation.wanted):
        claim = lesson.told.get(i)
        if claim is None:
            before = None
            continue
        options, described = described_periods(
            situation, position, claim["fact_type"], claim["modality"], claim["measure"], before
        )
        right = lesson.spans(options, claim)
        if right:
            asked.append((described, right))
        best = int(scored(described, pick).argmax()) if pick else min(right, default=0)
        before = Horizon() if best == 0 else options[best - 1].span
    return asked


def _pair_questions(
    lesson: Lesson, name: str, key: str, verdicts: Mapping[int, Verdict] | None = None
) -> list[Question]:
    """Ask which amount contains each one, or takes its place: of the kinds, moods and subjects that
    were found, else of those that are annotated."""
    situation = _situation(lesson)
    cast = situation.actors.cast.candidates
    if verdicts is not None:
        kinds = {i: str(v.kind) for i, v in verdicts.items()}
        moods = {i: str(v.mood) for i, v in verdicts.items()}
        who = {i: cast[v.subject].name if v.subject >= 0 else None for i, v in verdicts.items()}
    else:
        kinds = {i: _kind_of(lesson, i) for i in situation.wanted}
        moods = {i: str(lesson.told[i]["modality"]) if i in lesson.told else "" for i in kinds}
        who = dict.fromkeys(kinds)
        for i, right in lesson.right.items():
            first = min(right, default=0)
            who[i] = cast[situation.options[i][first - 1]].name if first else None
    asked: list[Question] = []
    for i, claim in lesson.told.items():
        if name == "successor" and claim["modality"] != "denied":
            continue
        near = situation.pairs.wholes(i) if name == "whole" else situation.pairs.near(i)
        right = lesson.tells(near, claim[key])
        if near and right:
            asked.append((described_pairs(situation, i, near, kinds, who, moods), right))
    return asked


# The signs of a claim's being right, and whether kind and subject were.
Tried = tuple[dict[str, float], bool]


def _grown(tried: Sequence[Sequence[Tried]]) -> Trees:
    every = [one for some in tried for one in some]
    return grow([signs for signs, _ in every], [ok for _, ok in every])


def _verdicts(lesson: Lesson, first: Mapping[int, Chances], weights: Weights) -> dict[int, Verdict]:
    """Return what a model says of a lesson: kinds, moods and subjects."""
    situation = _situation(lesson)
    second = second_chances(situation, first, weights)
    verdicts = {i: Verdict(c, first[i]) for i, c in second.items()}
    pick_subjects(situation, verdicts, weights)
    return verdicts


def _tried(lesson: Lesson, verdicts: Mapping[int, Verdict]) -> list[Tried]:
    """Return the signs of each claim that a model made and whether kind and subject held."""
    situation = _situation(lesson)
    signs = Signs(situation, verdicts)
    found = []
    for i, claim in lesson.told.items():
        verdict = verdicts[i]
        if verdict.kind == "other" or verdict.subject < 0:
            continue
        picked = 1 + situation.options[i].index(verdict.subject)
        ok = verdict.kind == claim["fact_type"] and picked in lesson.right.get(i, ())
        found.append((signs.describe(i), ok))
    return found


_PRECISION = 0.9


def _threshold(certain: Sequence[float], right: Sequence[bool]) -> tuple[float, dict[str, Any]]:
    """Return the least confidence from which on nine in ten are right, as claims have it, and what
    that keeps of the right ones."""
    bands = fit.fit_bands(certain, right)
    lows = [low for low, _ in bands]
    steps: dict[float, list[bool]] = {}
    for certainty, ok in zip(certain, right, strict=True):
        share = bands[max(0, bisect_right(lows, certainty) - 1)][1]
        steps.setdefault(round(share, 3), []).append(ok)
    good = of = kept = 0
    least = 1.0
    for share in sorted(steps, reverse=True):
        good += sum(steps[share])
        of += len(steps[share])
        if good >= _PRECISION * of:
            least, kept = share, good
    return least, {"tried": len(certain), "right": sum(right), "kept": kept}
