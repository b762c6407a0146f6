"""What is decided of every amount by choosing one of a few classes, and which cues speak for which.

A cue that names a class's own idea ("order book" for the metric backlog) is told to the model as
such, so that what it learns of one class's cues it knows of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from wirebook.reading.claims.draft import Draft
from wirebook.reading.model import FactType, Measure, Metric, Modality, Sign

KIND, MEASURE, METRIC, MOOD, SIGN = "fact_type", "measure", "metric", "modality", "sign"

CLASSES: dict[str, tuple[str, ...]] = {
    KIND: get_args(FactType),
    MEASURE: get_args(Measure),
    METRIC: get_args(Metric),
    MOOD: get_args(Modality),
    SIGN: get_args(Sign),
}
HEADS = tuple(CLASSES)

_KINDS = {
    "financial_result": "revenue operating_profit net_profit profit loss gross_profit pretax ebitda"
    " orders backlog exports assets debt equity cash cash_flow dividend buyback tax cost"
    " impairment",
    "investment": "investment facility",
    "project_size": "project",
    "market_size": "market consumer_spending",
    "valuation": "valuation unicorn",
    "stake_purchase": "stake",
    "acquisition": "acquisition buy_verb sell_verb stake",
    "funding_round": "funding bond loan listing",
    "capital_flow": "flow flow_in flow_out fund investors",
    "government_budget": "budget grant public_body",
    "contract": "contract",
    "penalty": "penalty",
    "other": "price prize exchange_rate share_words per_unit by_amount",
}
_MOODS = {
    "committed": "will announce",
    "planned": "plan will",
    "forecast": "forecast",
    "reported": "reported",
    "denied": "denied replaced",
    "done": "past reach up down",
}
_MEASURES = {"per_unit": "per_unit price share_words exchange_rate", "change": "by_amount up down"}
_SIGNS = {"minus": "loss down flow_out sell_verb", "plus": "flow_in profit up"}
_METRICS = {
    **{metric: metric for metric in CLASSES[METRIC]},
    "net_profit": "net_profit profit loss",
    "operating_profit": "operating_profit profit loss",
    "other": "profit pretax",
    "cash_flow": "cash_flow flow_in flow_out",
}


def _turned(classes: dict[str, str]) -> dict[str, tuple[str, ...]]:
    spoken: dict[str, list[str]] = {}
    for name, concepts in classes.items():
        for concept in concepts.split():
            spoken.setdefault(concept, []).append(name)
    return {concept: tuple(names) for concept, names in spoken.items()}


_SPEAKS = {
    KIND: _turned(_KINDS),
    MEASURE: _turned(_MEASURES),
    METRIC: _turned(_METRICS),
    MOOD: _turned(_MOODS),
    SIGN: _turned(_SIGNS),
}


def strength(draft: Draft) -> str:
    """Return how strong the cue was by which the rules drafted, in steps; none for no kind."""
    return "-" if draft.fact_type == "other" else str(min(8, int(draft.score)))


def spoken_for(
    head: str, standing: Iterable[tuple[str, str]], draft: Draft
) -> dict[str, list[str]]:
    """Return, by class, the places where its cues stand and whether the rules name it."""
    found: dict[str, list[str]] = {}
    speaks = _SPEAKS[head]
    for concept, place in standing:
        for name in speaks.get(concept, ()):
            places = found.setdefault(name, [])
            places.append(place)
            places.append(f"{concept}{place[:2]}")
    if head == KIND:
        votes = found.setdefault(draft.fact_type, [])
        votes += ["rule", f"rule{strength(draft)}"]
    elif head == MOOD:
        moods = found.setdefault(draft.modality, [])
        moods += ["rule", f"rule{strength(draft)}", f"rule {draft.fact_type}"]
    return found
