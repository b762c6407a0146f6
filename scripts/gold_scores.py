"""Compare readings and published facts with hand-made answers: pure functions over JSON rows.

A *reading* has the shape of one output line of ``wirebook read``; the gold's rows and the meaning
of every field are described in the gold's own README. Nothing here reads a file.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Row = Mapping[str, Any]

MONEY_FIELDS = ("low", "high", "point", "currency", "currency_evidence", "bound", "zone")
CLAIM_FIELDS = ("fact_type", "modality", "horizon_start", "horizon_end", "horizon_months")
CLAIM_NAMES = ("subject", "object", "attributed_to")
FACT_FIELDS = (
    "fact_type",
    "modality",
    "amount_low",
    "amount_high",
    "amount_point",
    "currency",
    "bound",
    "amount_usd_low",
    "amount_usd_high",
    "amount_usd",
    "as_of",
    "as_of_basis",
    "horizon_start",
    "horizon_end",
    "horizon_months",
    "languages",
    "mentions",
    "independent_sources",
)
AMOUNTS = frozenset(
    ("low", "high", "point", "amount_low", "amount_high", "amount_point")
    + ("amount_usd", "amount_usd_low", "amount_usd_high")
)


@dataclass
class Score:
    """How one kind of answer came out; ``precision_bar`` and ``recall_bar`` are minima."""

    name: str
    found: int = 0  # expected answers that were given
    right: int = 0  # given answers that were expected
    expected: int = 0
    given: int = 0
    bar: float = 1.0
    bar_on_f1: bool = False
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.given if self.given else float(self.expected == 0)

    @property
    def recall(self) -> float:
        return self.found / self.expected if self.expected else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    @property
    def passed(self) -> bool:
        reached = self.f1 if self.bar_on_f1 else min(self.precision, self.recall)
        return reached >= self.bar


class Names:
    """Links the names a reader gives to the gold's entities.

    A name stands for a gold entity if it is that entity's name or one of its printed forms, or if
    the reader gave it to mentions that lie on the entity's own (the most frequent one wins).
    """

    def __init__(self, entities: Sequence[Row], readings: Mapping[str, Row]) -> None:
        self._of_name: dict[str, str] = {}
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for row in entities:
            mentions = [*row["mentions"], *row["optional_mentions"]]
            given = readings.get(row["file"], {}).get("entities", [])
            for start, end, surface in mentions:
                self._of_name[surface.casefold()] = row["entity"]
                for entity in given:
                    if entity["start"] < end and start < entity["end"]:
                        votes[entity["name"].casefold()][row["entity"]] += 1
        for row in entities:
            self._of_name[row["entity"].casefold()] = row["entity"]
        for name, counter in votes.items():
            self._of_name.setdefault(name, counter.most_common(1)[0][0])

    def link(self, name: str | None) -> str | None:
        return None if name is None else self._of_name.get(name.casefold(), name)


def overlaps(a: Row, b: Row) -> bool:
    return bool(a["start"] < b["end"] and b["start"] < a["end"])


def pairs(
    expected: Sequence[Row], given: Sequence[Row], same: Callable[[Row, Row], bool]
) -> list[tuple[int, int]]:
    """Pair each expected row with the first unused given row that is the same."""
    used: set[int] = set()
    result = []
    for i, want in enumerate(expected):
        for j, have in enumerate(given):
            if j not in used and same(want, have):
                used.add(j)
                result.append((i, j))
                break
    return result


def _value(key: str, value: Any) -> Any:
    return Decimal(str(value)) if key in AMOUNTS and value is not None else value


def differences(want: Row, have: Row, keys: Iterable[str]) -> list[str]:
    """Return ``key: wanted != given`` for every key that differs; amounts compare as numbers."""
    return [
        f"{key}: {want[key]} != {have.get(key)}"
        for key in keys
        if _value(key, want[key]) != _value(key, have.get(key))
    ]


def _by_file(rows: Sequence[Row]) -> dict[str, list[Row]]:
    result: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        result[row["file"]].append(row)
    return result


def _count(
    score: Score, label: str, want: Sequence[Row], have: Sequence[Row], same: Callable[..., bool]
) -> None:
    """Add one file's pairs to a score, with a fault for every row that has no partner."""
    matched = pairs(want, have, same)
    score.expected += len(want)
    score.given += len(have)
    score.found += len(matched)
    score.right += len(matched)
    lost = set(range(len(want))) - {i for i, _ in matched}
    extra = set(range(len(have))) - {j for _, j in matched}
    score.faults += [f"{label} missing {_brief(want[i])}" for i in sorted(lost)]
    score.faults += [f"{label} extra {_brief(have[j])}" for j in sorted(extra)]


def _brief(row: Row) -> str:
    shown = ("surface", "value", "point", "from", "to", "type", "kind", "speaker", "subject")
    values = ", ".join(f"{key}={row[key]}" for key in shown if row.get(key) is not None)
    return f"{row.get('start')}..{row.get('end')} {values}"


def score_dates(articles: Sequence[Row], readings: Mapping[str, Row]) -> Score:
    """Publication dates: precision, and the day or the bound that belongs to it."""
    score = Score("dates")
    for row in articles:
        have = readings.get(row["file"], {})
        precision = row["published_precision"]
        want = {
            "published_precision": precision,
            "published_on": row["published_on"] if precision == "day" else None,
        }
        if precision == "not_after":
            want["published_not_after"] = row["published_on"]
        faults = differences(want, have, want)
        score.expected += 1
        score.given += 1
        score.found += not faults
        score.right += not faults
        score.faults += [f"{row['file'][:3]} {fault}" for fault in faults]
    return score


def score_zones(zones: Sequence[Row], readings: Mapping[str, Row]) -> Score:
    """Characters that are not optional, by whether the line is kept; a gap counts as dropped."""
    score = Score("zones", bar=0.97)
    for row in zones:
        spans = readings.get(row["file"], {}).get("zones", [])
        kept = {i for z in spans if z["keep"] for i in range(z["start"], z["end"])}
        for want in row["spans"]:
            if want["keep"] == "optional":
                continue
            length = want["end"] - want["start"]
            inside = sum(i in kept for i in range(want["start"], want["end"]))
            agreed = inside if want["keep"] == "yes" else length - inside
            score.expected += length
            score.given += length
            score.found += agreed
            score.right += agreed
            if agreed < length:
                where = f"{want['start']}..{want['end']}"
                fault = f"{row['file'][:3]} {where} {want['zone']} keep={want['keep']}"
                score.faults.append(f"{fault}: {length - agreed} of {length} characters differ")
    return score


def covers_core(want: Row, have: Row) -> bool:
    """A money span is right if it covers the bare amount and stays within the surface."""
    within = want["start"] <= have["start"] and have["end"] <= want["end"]
    return bool(within and have["start"] <= want["core_start"] and want["core_end"] <= have["end"])


def score_money(money: Sequence[Row], readings: Mapping[str, Row]) -> Score:
    """Money, wherever it stands: span, amounts, currency and its evidence, bound, zone."""
    score = Score("money")
    gold = _by_file(money)
    for file, reading in readings.items():
        want, have = gold[file], reading.get("money", [])
        matched = pairs(want, have, covers_core)
        score.expected += len(want)
        score.given += len(have)
        for i, j in matched:
            faults = differences(want[i], have[j], MONEY_FIELDS)
            score.found += not faults
            score.right += not faults
            score.faults += [f"{file[:3]} {want[i]['surface']!r} {fault}" for fault in faults]
        lost = set(range(len(want))) - {i for i, _ in matched}
        extra = set(range(len(have))) - {j for _, j in matched}
        score.faults += [f"{file[:3]} missing {_brief(want[i])}" for i in sorted(lost)]
        score.faults += [f"{file[:3]} extra {_brief(have[j])}" for j in sorted(extra)]
    return score


def score_percents(percents: Sequence[Row], readings: Mapping[str, Row]) -> Score:
    """Percentages by overlap and the number before the sign."""

    def same(want: Row, have: Row) -> bool:
        numbers = [Decimal(want[k]) for k in ("point", "low", "high") if want[k] is not None]
        return (
            overlaps(want, have) and have["value"] is not None and Decimal(have["value"]) in numbers
        )

    score = Score("percents", bar=0.95, bar_on_f1=True)
    gold = _by_file(percents)
    for file, reading in readings.items():
        _count(score, file[:3], gold[file], reading.get("percents", []), same)
    return score


def score_periods(periods: Sequence[Row], readings: Mapping[str, Row]) -> Score:
    """Dates, intervals, durations and deadlines by overlap and first and last day."""

    def same(want: Row, have: Row) -> bool:
        days = (want["from"], want["to"]) == (have["from"], have["to"])
        return days and overlaps(want, have)

    score = Score("periods", bar=0.90, bar_on_f1=True)
    gold = _by_file(periods)
    for file, reading in readings.items():
        _count(score, file[:3], gold[file], reading.get("periods", []), same)
    return score


def score_entities(
    entities: Sequence[Row], zones: Sequence[Row], readings: Mapping[str, Row]
) -> Score:
    """Mentions in the body by overlap and type; optional ones cost nothing either way."""

    def same(want: Row, have: Row) -> bool:
        return overlaps(want, have) and bool(want["type"] == have["type"])

    score = Score("entities", bar=0.80, bar_on_f1=True)
    bodies = {
        row["file"]: [z for z in row["spans"] if z["keep"] == "yes" and z["zone"] != "title"]
        for row in zones
    }
    gold = _by_file(entities)
    for file, reading in readings.items():
        want: list[Row] = []
        free: list[Row] = []
        for row in gold[file]:
            spans = [
                {"start": a, "end": b, "surface": s, "type": row["type"]}
                for a, b, s in row["mentions"]
            ]
            (free if row["optional"] else want).extend(spans)
        have = [
            e
            for e in reading.get("entities", [])
            if any(z["start"] <= e["start"] and e["end"] <= z["end"] for z in bodies[file])
        ]
        matched = {j for _, j in pairs(want, have, same)}
        spared = {
            j for j, e in enumerate(have) if j not in matched and any(overlaps(e, f) for f in free)
        }
        _count(score, file[:3], want, [e for j, e in enumerate(have) if j not in spared], same)
    return score


def score_quotes(quotes: Sequence[Row], readings: Mapping[str, Row], names: Names) -> Score:
    """Every direct quote with its speaker; a speaker for anything else is an error."""

    def same(want: Row, have: Row) -> bool:
        return overlaps(want, have) and names.link(have["speaker"]) == names.link(
            want["speaker_entity"]
        )

    score = Score("quotes")
    gold = _by_file(quotes)
    for file, reading in readings.items():
        direct = [q for q in gold[file] if q["kind"] == "direct"]
        spoken = [q for q in reading.get("quotes", []) if q["speaker"] is not None]
        _count(score, file[:3], direct, spoken, same)
    return score


def score_claims(
    claims: Sequence[Row], money: Sequence[Row], readings: Mapping[str, Row], names: Names
) -> Score:
    """Claims on body amounts; names compare as linked entities, hedge and topic are free."""
    score = Score("claims")
    gold, amounts = _by_file(claims), _by_file(money)
    for file, reading in readings.items():
        partner = dict(pairs(amounts[file], reading.get("money", []), covers_core))
        given = {c["money"]: c for c in reading.get("claims", [])}
        score.expected += len(gold[file])
        score.given += len(given)
        for want in gold[file]:
            have = given.pop(partner.get(want["money"], -1), None)
            surface = amounts[file][want["money"]]["surface"]
            if have is None:
                score.faults.append(f"{file[:3]} {surface!r} has no claim")
                continue
            faults = differences(want, have, CLAIM_FIELDS)
            faults += differences(
                {k: names.link(want[k]) for k in CLAIM_NAMES},
                {k: names.link(have[k]) for k in CLAIM_NAMES},
                CLAIM_NAMES,
            )
            score.found += not faults
            score.right += not faults
            score.faults += [f"{file[:3]} {surface!r} {fault}" for fault in faults]
        for extra in given.values():
            score.faults.append(f"{file[:3]} extra claim on money {extra['money']}: {extra}")
    return score


def _fact_faults(want: Row, have: Row, names: Names) -> list[str]:
    faults = differences(want, have, FACT_FIELDS)
    for key in ("subject", "object"):
        if names.link(want[key]) != names.link(have[key]):
            faults.append(f"{key}: {want[key]} != {have[key]}")
    parties = [{names.link(p) for p in row["parties"]} for row in (want, have)]
    if parties[0] != parties[1]:
        faults.append(f"parties: {want['parties']} != {have['parties']}")
    return faults


def score_facts(facts: Sequence[Row], published: Sequence[Row], names: Names) -> Score:
    """Published facts, whole: every field but the topic, and what each is part of.

    ``published`` rows carry the gold's keys, with ``fact`` as their id and ``part_of`` as another
    row's id.
    """
    score = Score("facts", expected=len(facts), given=len(published))
    partner: dict[str, Row] = {}
    left = list(published)
    closest = []
    for want in facts:
        for have in left:
            closest.append((len(_fact_faults(want, have, names)), want["fact"], have))
    taken: set[str] = set()
    for _, slug, have in sorted(closest, key=lambda c: c[0]):
        if slug not in partner and have["fact"] not in taken:
            partner[slug] = have
            taken.add(have["fact"])
    slug_of = {have["fact"]: slug for slug, have in partner.items()}
    for want in facts:
        found = partner.get(want["fact"])
        if found is None:
            score.faults.append(f"{want['fact']} is not published")
            continue
        faults = _fact_faults(want, found, names)
        if slug_of.get(found["part_of"]) != want["part_of"]:
            faults.append(f"part_of: {want['part_of']} != {found['part_of']}")
        score.found += not faults
        score.right += not faults
        score.faults += [f"{want['fact']} {fault}" for fault in faults]
    for extra in (f for f in published if f["fact"] not in taken):
        score.faults.append(f"extra fact {extra['fact']}: {extra['subject']} {extra['fact_type']}")
    return score


def score_readings(gold: Mapping[str, Sequence[Row]], readings: Mapping[str, Row]) -> list[Score]:
    """All that one text at a time can show, in the order of the gold's files."""
    names = Names(gold["entities"], readings)
    return [
        score_dates(gold["articles"], readings),
        score_zones(gold["zones"], readings),
        score_money(gold["money"], readings),
        score_percents(gold["percents"], readings),
        score_periods(gold["periods"], readings),
        score_entities(gold["entities"], gold["zones"], readings),
        score_quotes(gold["quotes"], readings, names),
        score_claims(gold["claims"], gold["money"], readings, names),
    ]
