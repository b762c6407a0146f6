"""Annotated articles: the form that people write, checked and compiled to offsets.

The form is told in docs/teaching.md. A file is one hand: whoever wrote and annotated it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, get_args

import yaml

from wirebook.reading.model import FactType, Measure, Metric, Modality, Role

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MARK = re.compile(r"\[(\d+):([^\[\]]*)\]")
_BOUNDS = ("exact", "about", "at_least", "more_than", "at_most", "less_than", "range")
_KINDS, _MODALITIES = get_args(FactType), get_args(Modality)
_MEASURES, _METRICS, _ROLES = get_args(Measure), get_args(Metric), get_args(Role)
_FIELDS = frozenset(
    "fact type subject joint object parties modality measure metric sign said_by from to months "
    "part_of corrected_to topic unsure".split()
)


class CorpusError(ValueError):
    """Annotated articles that break the rules of the form; each line names one fault."""


@dataclass(frozen=True)
class Article:
    """One annotated article: ``row`` has text, money and claims in the form of the scorer."""

    hand: str
    row: dict[str, Any]

    @property
    def published_on(self) -> date | None:
        """The day given with the text."""
        day = self.row["published_on"]
        return date.fromisoformat(day) if day else None


def load(folder: Path) -> list[Article]:
    """Return the articles of every ``*.yaml`` in a folder, by file and place in it.

    Raises :class:`CorpusError` with every fault found.
    """
    return _loaded(sorted(folder.glob("*.yaml")))


def load_file(path: Path) -> list[Article]:
    """Return the articles of one file. Raises :class:`CorpusError` with every fault found."""
    return _loaded([path])


def _loaded(paths: Sequence[Path]) -> list[Article]:
    articles: list[Article] = []
    faults: list[str] = []
    for path in paths:
        with path.open(encoding="utf-8") as file:
            written = yaml.load(file, Loader=_LOADER) or []
        for article in written:
            try:
                row, wrong = compile_article(article)
            except (KeyError, TypeError, ValueError, InvalidOperation, AttributeError) as error:
                name = article.get("id") if isinstance(article, dict) else article
                faults.append(f"{path.name}: {name}: {type(error).__name__} {error}")
                continue
            faults += [f"{path.name}: {fault}" for fault in wrong]
            articles.append(Article(path.stem, row))
    if faults:
        raise CorpusError("\n".join(faults))
    return articles


def compile_article(article: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return an article with its marks as offsets, and what is wrong with it."""
    text, spans = _unmarked(article["text"])
    money = article.get("money") or {}
    claims = article.get("claims") or {}
    wrong: list[str] = []
    if sorted(spans) != sorted(money) or sorted(spans) != list(range(1, len(spans) + 1)):
        wrong.append("the marks and the money must both be numbered 1..n in the text's order")
        return {}, [f"{article['id']}: {w}" for w in wrong]
    rows = [_amount(n, spans[n], money[n], money, wrong) for n in sorted(spans)]
    asked = {
        n
        for n in money
        if money[n].get("restates") is None and money[n].get("zone", "body") == "body"
    }
    if set(claims) != asked:
        wrong.append(f"claims on {sorted(claims)}, wanted on {sorted(asked)}")
    facts = {claim.get("fact") for claim in claims.values()}
    told = [_claim(n, claims[n], facts, wrong) for n in sorted(claims)]
    row = {
        "id": article["id"],
        "lang": article["lang"],
        "genre": article["genre"],
        "published_on": _day(article.get("published_on")),
        "event": article.get("event"),
        "copy_of": article.get("copy_of"),
        "text": text,
        "money": rows,
        "claims": told,
    }
    return row, [f"{article['id']}: {w}" for w in wrong]


def _unmarked(marked: str) -> tuple[str, dict[int, tuple[int, int, str]]]:
    text, at = "", 0
    spans: dict[int, tuple[int, int, str]] = {}
    for match in _MARK.finditer(marked):
        text += marked[at : match.start()]
        spans[int(match[1])] = (len(text), len(text) + len(match[2]), match[2])
        text += match[2]
        at = match.end()
    return text + marked[at:], spans


def _number(value: Any) -> str:
    number = Decimal(str(value))
    whole = number.to_integral()
    return str(number.quantize(Decimal(1)) if number == whole else number)


def _day(value: Any) -> str | None:
    return None if value is None else date.fromisoformat(str(value)).isoformat()


def _amount(
    n: int,
    span: tuple[int, int, str],
    said: Mapping[str, Any],
    money: Mapping[int, Any],
    wrong: list[str],
) -> dict[str, Any]:
    bounds = [bound for bound in _BOUNDS if bound in said]
    if len(bounds) != 1 or "cur" not in said or set(said) - {*_BOUNDS, "cur", "restates", "zone"}:
        wrong.append(f"money {n}: one bound, cur, perhaps restates and zone; not {dict(said)}")
        return {}
    bound = bounds[0]
    low = high = point = None
    if bound == "range":
        low, high = (_number(end) for end in said[bound])
        if Decimal(low) >= Decimal(high):
            wrong.append(f"money {n}: a range from {low} to {high}")
    else:
        point = _number(said[bound])
        low = point if bound in ("exact", "at_least", "more_than") else None
        high = point if bound in ("exact", "at_most", "less_than") else None
    restates = said.get("restates")
    if restates is not None and (
        restates not in money or money[restates].get("restates") is not None or restates == n
    ):
        wrong.append(f"money {n}: restates {restates}, which is no amount of its own")
    return {
        "start": span[0],
        "end": span[1],
        "surface": span[2],
        "low": low,
        "high": high,
        "point": point,
        "currency": said["cur"],
        "bound": bound,
        "zone": said.get("zone", "body"),
        "restates": None if restates is None else restates - 1,
    }


def _claim(n: int, said: Mapping[str, Any], facts: set[Any], wrong: list[str]) -> dict[str, Any]:
    kind, measure = said.get("type"), said.get("measure", "level")
    for fault, is_wrong in {
        f"unknown fields {sorted(set(said) - _FIELDS)}": set(said) - _FIELDS,
        "no fact": not said.get("fact"),
        f"type {kind!r}": kind not in _KINDS,
        f"modality {said.get('modality')!r}": said.get("modality") not in _MODALITIES,
        "subject must be a list of names": not isinstance(said.get("subject"), list),
        f"measure {measure!r}": measure not in _MEASURES
        or (measure != "level" and kind != "other"),
        f"metric {said.get('metric')!r} of a {kind}": (kind == "financial_result")
        != (said.get("metric") in _METRICS),
        f"sign {said.get('sign')!r}": said.get("sign", "plus") not in ("plus", "minus"),
        "a party without a name, or with an unknown role": any(
            party.get("role") not in _ROLES or not party.get("name")
            for party in said.get("parties") or ()
        ),
        f"part_of {said.get('part_of')!r}": said.get("part_of") not in {None, *facts},
        f"corrected_to {said.get('corrected_to')!r}": said.get("corrected_to")
        not in {None, *facts},
    }.items():
        if is_wrong:
            wrong.append(f"claim {n}: {fault}")
    start, end = said.get("from"), said.get("to")
    if start is not None and start == end:  # one day's flow or price has no period
        start = end = None
    return {
        "money": n - 1,
        "fact": said.get("fact"),
        "fact_type": kind,
        "subject": said.get("subject") or [],
        "joint": said.get("joint") or [],
        "object": said.get("object") or [],
        "parties": said.get("parties") or [],
        "modality": said.get("modality"),
        "measure": measure,
        "metric": said.get("metric"),
        "sign": said.get("sign", "plus"),
        "said_by": said.get("said_by") or [],
        "horizon_start": _day(start),
        "horizon_end": _day(end),
        "horizon_months": said.get("months"),
        "part_of": said.get("part_of"),
        "corrected_to": said.get("corrected_to"),
        "topic": said.get("topic"),
        "unsure": bool(said.get("unsure")),
    }


def hands(articles: list[Article]) -> list[str]:
    """Return the hands of the articles, in order."""
    return list(dict.fromkeys(article.hand for article in articles))


def by_hand(articles: list[Article]) -> Iterator[tuple[str, list[Article]]]:
    """Yield each hand with its articles."""
    for hand in hands(articles):
        yield hand, [a for a in articles if a.hand == hand]
