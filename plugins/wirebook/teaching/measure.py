"""How well a model reads hands that it has not learned from: each left out in turn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from wirebook.reading.claims import claims_on
from wirebook.reading.claims.weights import Weights
from wirebook.reading.model import as_json
from wirebook.teaching.lessons import Lesson
from wirebook.teaching.score import Score
from wirebook.teaching.train import train


def answer(lesson: Lesson, weights: Weights | None) -> dict[str, Any]:
    """Return what a model reads in a lesson's article, as ``wirebook read`` prints it."""
    lang = lesson.reading.lang or lesson.article.row["lang"]
    claims = claims_on(lesson.page, lesson.reading.percents, lang, weights)
    return {"money": as_json(lesson.reading.money), "claims": as_json(claims)}


def leave_one_out(
    lessons: Sequence[Lesson],
    hands: Sequence[str],
    chosen: Callable[[Sequence[Lesson]], Sequence[Lesson]] = lambda x: x,
) -> list[tuple[Lesson, dict[str, Any]]]:
    """Return each article of ``hands`` with its answer by a model taught by all other hands.

    ``chosen`` picks the lessons that are taught, for learning curves.
    """
    answers = []
    for hand in hands:
        weights = train(chosen([x for x in lessons if x.article.hand != hand]))
        answers += [(x, answer(x, weights)) for x in lessons if x.article.hand == hand]
    return answers


def scores(
    answers: Sequence[tuple[Lesson, dict[str, Any]]], by: Callable[[Lesson], str]
) -> dict[str, Score]:
    """Return the scores of answers, by any property of an article."""
    found: dict[str, Score] = defaultdict(Score)
    for lesson, read in answers:
        found[by(lesson)].add(lesson.article.row, read)
    return dict(found)
