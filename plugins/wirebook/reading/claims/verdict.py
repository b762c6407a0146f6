"""What was decided of one amount, and what follows from the probabilities of its classes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

import numpy as np

from wirebook.reading.claims.decisions import CLASSES, KIND, MEASURE, METRIC, MOOD, SIGN
from wirebook.reading.claims.horizons import Horizon
from wirebook.reading.claims.weights import Array
from wirebook.reading.model import FactType, Measure, Metric, Modality, Sign

# From which probability on an amount is a loss or an outflow. With those that print it, nine in ten
# that are said to be are so on hands left out, eight in ten of the English ones.
_CLEARLY_MINUS = 0.8
# The same of an amount that is compared with one.
_RATHER_MINUS = 0.1

# Probabilities of an amount's classes, by decision.
Chances = dict[str, Array]


@dataclass
class Verdict:
    """What was decided of one amount.

    ``first`` has the probabilities before the neighbours were looked at. ``subject`` is the number
    of a candidate or -1 for nobody; ``who`` has the probability of each option, nobody first.
    ``supplier`` is the candidate whom a contract pays, -1 for none of them, None where the words do
    not say that anybody is. ``when`` is the
    period, ``whole`` the amount that contains this one and ``successor`` the one that the text puts
    in its place, as indexes into the money. ``certainty`` is the log odds, not yet calibrated, that
    kind and subject are right. ``beside_minus`` tells that the text compares it with a minus in the
    same words: a loss that narrowed to this amount, or from it.
    """

    chances: Chances
    first: Chances
    subject: int = -1
    who: Sequence[float] = field(default=())
    supplier: int | None = None
    when: Horizon = Horizon()
    whole: int | None = None
    successor: int | None = None
    certainty: float = 0.0
    beside_minus: bool = False

    def best(self, head: str) -> str:
        """Return the likeliest class of a decision."""
        return CLASSES[head][int(self.chances[head].argmax())]

    @cached_property
    def _kind_and_measure(self) -> tuple[str, str]:
        """The likeliest pair: a change or a price per unit is of the kind "other"."""
        kinds, measures = self.chances[KIND], self.chances[MEASURE]
        level = CLASSES[MEASURE].index("level")
        kind = int(kinds.argmax())
        other = CLASSES[KIND].index("other")
        beside = int(np.delete(measures, level).argmax()) + 1
        if kinds[other] * measures[beside] > kinds[kind] * measures[level]:
            return "other", CLASSES[MEASURE][beside]
        return CLASSES[KIND][kind], "level"

    @property
    def kind(self) -> FactType:
        """The kind of the amount."""
        return cast(FactType, self._kind_and_measure[0])

    @property
    def measure(self) -> Measure:
        """Whether the amount is a level, a change or per unit."""
        return cast(Measure, self._kind_and_measure[1])

    @property
    def metric(self) -> Metric | None:
        """Which figure of the accounts a result is."""
        return cast(Metric, self.best(METRIC)) if self.kind == "financial_result" else None

    @property
    def mood(self) -> Modality:
        """How firmly the text states it."""
        return cast(Modality, self.best(MOOD))

    @property
    def firm_mood(self) -> Modality:
        """How firmly the text states it, given that it does not deny it."""
        moods = CLASSES[MOOD]
        chances = self.chances[MOOD]
        firm = [k for k, mood in enumerate(moods) if mood != "denied"]
        return cast(Modality, moods[max(firm, key=lambda k: float(chances[k]))])

    @property
    def sign(self) -> Sign:
        """The direction of the amount: minus only where that is clear.

        A profit shown as a loss is worse than a loss shown without its sign.
        """
        minus = float(self.chances[SIGN][CLASSES[SIGN].index("minus")])
        least = _RATHER_MINUS if self.beside_minus else _CLEARLY_MINUS
        return "minus" if minus >= least else "plus"
