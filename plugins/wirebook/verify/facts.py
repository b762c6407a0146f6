"""Every fact worked out from its claims: which holds, which is the headline, what they add up to.

One fact at a time, in plain Python, from the published claims, amounts and articles. The order of
headlines is the one that docs/claims.md states.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb

from wirebook.verify.holding import Days, judge
from wirebook.verify.rates import Rates
from wirebook.verify.report import Report

Row = dict[str, Any]

# What this room works out.
RULES = {
    "headlines", "attributes", "counts", "status", "sums", "parts", "dollars", "fact_ids",
}  # fmt: skip
CONFLICT_SPREAD = Decimal("1.25")
_MOST_SPREAD = 10**14
_LATEST = date.max
# A fact with the claims that it rests on.
_FACTS = """
with claims as (
    select
        c.fact_id, c.claim_id, c.is_headline, c.fact_type, c.subject_entity_id, c.subject_name,
        c.object_entity_id, c.object_name, c.topic, c.modality, c.measure, c.metric, c.sign,
        c.attributed_to_entity_id, c.attributed_to, c.horizon_start, c.horizon_end,
        c.horizon_months, c.confidence, c.corrected_to_claim_id, a.story_id,
        heirs.fact_id as heir_fact_id, heir_articles.status as heir_status,
        heir_articles.article_version_id as heir_version,
        coalesce(heir_articles.published_on, heir_articles.published_not_after) as heir_dated_on,
        restated.currencies as restated,
        m.amount_low, m.amount_high, m.amount_point, m.currency, m.bound,
        coalesce(m.amount_point, m.amount_low, m.amount_high) as figure,
        a.article_version_id, a.article_id, a.language, a.independence_id, a.published_on,
        a.published_not_after, a.translation_of, a.status as article_status,
        coalesce(a.published_on, a.published_not_after) as dated_on,
        len(list_filter(l.zones, z -> z.zone = 'title' and m.core_start >= z."start"
            and m.core_start < z."end")) > 0 as is_title,
        coalesce(home.home_country = e.country, false) as is_native_claim,
        w.fact_id as whole_fact_id, n.fact_id as new_fact_id
    from fct_money_claims as c
    inner join fct_money_mentions as m using (money_mention_id)
    inner join fct_articles as a on c.article_version_id = a.article_version_id
    left join landed as l on c.article_version_id = l.article_version_id
    left join fct_money_claims as w on c.part_of_claim_id = w.claim_id and w.status = 'accepted'
    left join fct_money_claims as n
        on c.corrected_to_claim_id = n.claim_id and n.status = 'accepted'
    left join fct_money_claims as heirs
        on c.superseded_by_claim_id = heirs.claim_id and heirs.status = 'accepted'
    left join fct_articles as heir_articles
        on heirs.article_version_id = heir_articles.article_version_id
    left join (
        select restates_mention_id, list(distinct currency) as currencies
        from fct_money_mentions where restates_mention_id is not null group by all
    ) as restated on c.money_mention_id = restated.restates_mention_id
    left join seed_currencies as home on m.currency = home.currency
    left join seed_entities as e on c.subject_entity_id = e.entity_id
    where c.status = 'accepted' and c.fact_id in (from chosen_facts)
), gathered as (
    select fact_id, list(claims order by claim_id) as claims from claims group by fact_id
)
select f.*, t.is_additive, g.claims as told,
    case
        when exists (
            select 1 from fct_money_facts as x
            where x.is_current and x.status = 'superseded'
                and (x.part_of_fact_id = f.fact_id or x.fact_id = f.part_of_fact_id)
        ) then 'superseded'
        when f.measure = 'per_unit' and exists (
            select 1 from fct_money_claims as x
            inner join fct_money_claims as y using (article_version_id, subject_entity_id)
            inner join fct_money_facts as d on y.fact_id = d.fact_id and d.is_current
            where x.fact_id = f.fact_id and d.status = 'retracted'
                and d.fact_type in ('acquisition', 'stake_purchase')
        ) then 'retracted'
    end as fall
from fct_money_facts as f
left join gathered as g on f.fact_id = g.fact_id
left join seed_fact_types as t on f.fact_type = t.fact_type
where f.is_current and f.fact_id in (from chosen_facts)
"""


def check(
    connection: duckdb.DuckDBPyConnection,
    rates: Rates,
    origins: Mapping[str, str],
    known: set[str],
    report: Report,
) -> None:
    """Work out every chosen current fact.

    ``origins`` maps an article version to those that tell it after one another, ``known`` are the
    ids of facts that were published before.
    """
    priced = {
        (currency, day)
        for currency, day in connection.execute(
            "select distinct m.currency, coalesce(a.published_on, a.published_not_after)"
            " from fct_money_claims as c"
            " inner join fct_money_mentions as m using (money_mention_id)"
            " inner join fct_articles as a on c.article_version_id = a.article_version_id"
        ).fetchall()
    }
    days = Days(connection, origins)
    cursor = connection.execute(_FACTS)
    names = [column[0] for column in cursor.description or ()]
    while batch := cursor.fetchmany(500):
        for values in batch:
            fact = dict(zip(names, values, strict=True))
            for rule in RULES:
                report.looked(rule)
            if not fact["told"]:
                report.differ("counts", fact["fact_id"], "no claim tells it")
                continue
            for rule, column, told in _derived(fact, rates, origins, days, priced):
                if fact[column] != told:
                    report.differ(rule, fact["fact_id"], f"{column} does not follow")
            first = min(fact["told"], key=lambda c: (c["published_on"] or _LATEST, c["claim_id"]))
            if fact["fact_id"] not in known and fact["fact_id"] != first["claim_id"]:
                report.differ("fact_ids", fact["fact_id"], "no claim nor older fact bears this id")


def _derived(
    fact: Row,
    rates: Rates,
    origins: Mapping[str, str],
    days: Days,
    priced: set[tuple[str, date]],
) -> Iterator[tuple[str, str, Any]]:
    """Yield the rule, the column and the value of everything that a fact says."""
    claims = fact["told"]
    _related(claims, days)
    judge(claims, days)
    ranked = _ranked(claims, origins)
    headline = ranked[0]
    evidence = [claim for claim in claims if claim["is_evidence"]]
    yield "headlines", "headline_claim_id", headline["claim_id"]
    yield "status", "resolution_rule", _resolution(ranked, evidence)
    yield from _attributes(headline, evidence)
    yield from _counts(evidence)
    status, spread = _status(claims, evidence, rates)
    new = _successor(claims)
    if any(claim["is_live"] for claim in claims):
        new = None
        if fact["fall"] is not None and fact["status"] == fact["fall"]:
            status, new = fact["status"], fact["superseded_by_fact_id"]
    yield "status", "status", status
    yield "status", "spread_ratio", spread
    whole = _most(claim["whole_fact_id"] for claim in evidence)
    yield "parts", "part_of_fact_id", whole
    yield "status", "superseded_by_fact_id", new
    yield "sums", "is_counted", _is_counted(fact, whole, status)
    yield from _dollars(fact, rates, priced)


def _related(claims: Sequence[Row], days: Days) -> None:
    """Leave a fact's relations to itself out, and give its heirs their days."""
    for claim in claims:
        for column in ("whole_fact_id", "new_fact_id", "heir_fact_id"):
            claim[column] = None if claim[column] == claim["fact_id"] else claim[column]
        if claim["heir_fact_id"] is not None:
            heir = {"article_version_id": claim["heir_version"], "dated_on": claim["heir_dated_on"]}
            claim["heir_dated_on"] = days.of(heir)


def _ranked(claims: Sequence[Row], origins: Mapping[str, str]) -> list[Row]:
    """Return the claims in the order of headlines, with what decided it."""
    languages: dict[str, set[Any]] = {}
    translated: set[str] = set()
    for claim in claims:
        claim["origin"] = origins.get(claim["article_version_id"], claim["article_version_id"])
        languages.setdefault(claim["origin"], set()).add(claim["language"])
        if claim["translation_of"] is not None:
            translated.add(claim["origin"])
    for claim in claims:
        peers = [c for c in claims if _peer(c) == _peer(claim)]
        alike = [c for c in claims if c["is_evidence"] and _figure(c) == _figure(claim)]
        told = [
            c["dated_on"]
            for c in claims
            if c["is_live"] == claim["is_live"] and _figure(c) == _figure(claim) and c["dated_on"]
        ]
        claim["own_support"] = len({c["independence_id"] for c in alike})
        claim["reported_on"] = max(told, default=None)
        claim["is_primary"] = any(_is_primary(c) for c in peers)
        claim["is_native"] = any(c["is_native_claim"] for c in peers)
        claim["is_exact"] = any(c["bound"] == "exact" and not c["is_title"] for c in peers)
        is_known = len(languages[claim["origin"]]) <= 1 or claim["origin"] in translated
        claim["is_original"] = (
            is_known and claim["translation_of"] is None and claim["language"] is not None
        )
    converted = _converted(claims)
    for claim in claims:
        claim["support"] = max(c["own_support"] for c in claims if _peer(c) == _peer(claim))
        claim["is_converted"] = claim["currency"] in converted
    for claim in claims:
        claim["is_slip"] = _is_slip(claim, claims)
    return sorted(claims, key=_place)


def _converted(claims: Sequence[Row]) -> set[str]:
    """Return the currencies that texts of a fact only convert its amount into."""
    found = {currency for claim in claims for currency in claim["restated"] or ()}
    return found - {claim["currency"] for claim in claims if claim["restated"]}


def _is_slip(claim: Row, claims: Sequence[Row]) -> bool:
    """Tell whether more sources give the same digits a thousand times apart."""
    alike = [c for c in claims if _digits(c) == _digits(claim)]
    figures = [c["figure"] for c in alike]
    most = max(c["support"] for c in alike)
    return bool(claim["support"] < most and min(figures) > 0 and max(figures) >= 300 * min(figures))


def _digits(claim: Row) -> tuple[Any, ...]:
    digits = format(claim["figure"], "f").replace(".", "").rstrip("0")
    return claim["currency"], claim["is_live"], digits


def _peer(claim: Row) -> tuple[Any, ...]:
    return claim["origin"], claim["is_live"]


def _figure(claim: Row) -> tuple[Any, ...]:
    return claim["currency"], claim["figure"]


def _value(claim: Row) -> tuple[Any, ...]:
    return tuple(
        claim[name] for name in ("currency", "amount_low", "amount_high", "amount_point", "bound")
    )


def _is_primary(claim: Row) -> bool:
    said_by = claim["attributed_to_entity_id"]
    return said_by is not None and said_by == claim["subject_entity_id"]


def _place(claim: Row) -> tuple[Any, ...]:
    """Return a claim's place among the headlines; the smallest comes first."""
    reported, high = claim["reported_on"], claim["amount_high"]
    low = claim["amount_low"] if claim["amount_low"] is not None else claim["amount_point"]
    return (
        not claim["is_live"],
        claim["modality"] == "denied",
        claim["is_converted"],
        claim["is_slip"],
        claim["is_title"],
        not claim["is_primary"],
        not claim["is_native"],
        -claim["support"],
        -(reported.toordinal() if reported else 0),
        not claim["is_exact"],
        not claim["is_original"],
        (high is not None, -(high or 0)),
        (low is not None, low or 0),
        claim["published_on"] or _LATEST,
        claim["claim_id"],
    )


def _resolution(ranked: Sequence[Row], evidence: Sequence[Row]) -> str:
    """Return the rule that told the headline from the best claim with another value."""
    winner = ranked[0]
    values = {_value(claim) for claim in evidence}
    if len(evidence) == 1:
        return "single"
    if len(values) == 1:
        one = len({claim["article_version_id"] for claim in evidence}) == 1
        return "same_article_repeats" if one else "agree"
    rivals = (
        c for c in ranked if _value(c) != _value(winner) and c["is_live"] == winner["is_live"]
    )
    rival = next(rivals)
    for column, rule in (
        ("is_converted", "native_currency"),
        ("is_slip", "most_sources"),
        ("is_primary", "primary_statement"),
        ("is_native", "native_currency"),
        ("support", "most_sources"),
        ("reported_on", "most_recent"),
        ("is_exact", "most_exact"),
        ("is_original", "original_language"),
    ):
        if winner[column] != rival[column]:
            return rule
    return "widest_claim"


def _attributes(headline: Row, evidence: Sequence[Row]) -> Iterator[tuple[str, str, Any]]:
    in_order = sorted(evidence, key=lambda c: (c["published_on"] or _LATEST, c["claim_id"]))
    for column in (
        "fact_type", "subject_entity_id", "subject_name", "modality", "measure", "sign",
        "amount_low", "amount_high", "amount_point", "currency", "bound",
    ):  # fmt: skip
        yield "attributes", column, headline[column]
    for column in ("topic", "metric"):
        told = (claim[column] for claim in [headline, *in_order] if claim[column] is not None)
        yield "attributes", column, next(told, None)
    said = [c for c in in_order if c["attributed_to_entity_id"] is not None]
    for column in ("attributed_to_entity_id", "attributed_to"):
        own = headline[column]
        told = said[0][column] if own is None and said else own
        yield "attributes", column, told
        yield "attributes", column.replace("attributed_to", "said_by"), told
    things = sorted(
        (c for c in in_order if c["object_entity_id"] is not None), key=lambda c: c["is_title"]
    )
    for column in ("object_entity_id", "object_name"):
        yield "attributes", column, things[0][column] if things else None
    best = min(evidence, key=lambda c: _horizon_place(c, headline))
    for column in ("horizon_start", "horizon_end", "horizon_months"):
        yield "attributes", column, best[column]


def _horizon_place(claim: Row, headline: Row) -> tuple[Any, ...]:
    ends = (claim["horizon_start"] is not None) + (claim["horizon_end"] is not None)
    return (
        -ends,
        claim["horizon_months"] is None,
        claim["claim_id"] != headline["claim_id"],
        claim["published_on"] or _LATEST,
        claim["claim_id"],
    )


def _counts(evidence: Sequence[Row]) -> Iterator[tuple[str, str, Any]]:
    sources = len({c["independence_id"] for c in evidence if c["modality"] != "denied"})
    days = [claim["published_on"] for claim in evidence if claim["published_on"]]
    bounds = [
        claim["published_not_after"]
        for claim in evidence
        if claim["published_on"] is None and claim["published_not_after"]
    ]
    announced, not_after = min(days, default=None), min(bounds, default=None)
    yield "counts", "claims", len(evidence)
    yield "counts", "articles", len({claim["article_id"] for claim in evidence})
    yield "counts", "independent_sources", sources
    yield "counts", "is_single_origin", sources == 1
    yield "counts", "languages", sorted({c["language"] for c in evidence if c["language"]})
    yield "counts", "confidence", max(claim["confidence"] for claim in evidence)
    yield "counts", "announced_on", announced
    yield "dollars", "as_of_on", announced or not_after
    yield "dollars", "as_of_basis", "day" if announced else "not_after" if not_after else "none"


def _status(claims: Sequence[Row], evidence: Sequence[Row], rates: Rates) -> tuple[str, Decimal]:
    live = [claim for claim in claims if claim["is_live"] and not claim["is_slip"]]
    figures = [claim["figure"] for claim in live]
    if len({claim["currency"] for claim in live} - {None}) > 1:
        figures = [rates.in_dollars(c["figure"], c["currency"], c["dated_on"]) for c in live]
    told = [figure for figure in figures if figure is not None]
    spread = Decimal(1)
    if told and min(told) > 0:
        most, least = (int(value * 10_000) for value in (max(told), min(told)))
        spread = Decimal(min(most * 10_000 // least, _MOST_SPREAD)) / 10_000
    if all(claim["article_status"] == "retracted" for claim in evidence):
        return "retracted", spread
    if not any(claim["is_live"] for claim in claims):
        is_withdrawn = any(claim["is_withdrawn"] for claim in evidence)
        return ("retracted" if is_withdrawn else "superseded"), spread
    is_conflict = spread > CONFLICT_SPREAD or _is_disputed(live)
    return ("conflicted" if is_conflict else "active"), spread


def _is_disputed(claims: Sequence[Row]) -> bool:
    """Tell whether independent sources leave no figure of one currency in common."""
    for currency in {claim["currency"] for claim in claims} - {None}:
        told = [claim for claim in claims if claim["currency"] == currency]
        rooms = [_room(claim) for claim in told]
        is_empty = max(least for least, _ in rooms) > min(most for _, most in rooms)
        if is_empty and len({claim["independence_id"] for claim in told}) > 1:
            return True
    return False


def _room(claim: Row) -> tuple[Decimal, Decimal]:
    """Return the least and the most that a claim's words allow."""
    figure, bound = claim["figure"], claim["bound"]
    if bound == "range":
        return claim["amount_low"], claim["amount_high"]
    whole = str(int(figure))
    slack = Decimal(10) ** (len(whole) - len(whole.rstrip("0"))) / 2
    if bound == "about":
        slack = max(slack, figure / 20)
    least = Decimal(0) if bound in ("at_most", "less_than") else figure - slack
    is_open = bound in ("at_least", "more_than")
    return least, figure * CONFLICT_SPREAD if is_open else figure + slack


def _successor(claims: Sequence[Row]) -> str | None:
    """Return the fact that most of a fact's claims give way to."""
    named = [claim["new_fact_id"] for claim in claims if claim["is_taken_back"]]
    return _most(iter([*named, *(claim["heir_fact_id"] for claim in claims)]))


def _most(facts: Iterator[str | None]) -> str | None:
    votes = Counter(fact for fact in facts if fact is not None)
    return min(votes, key=lambda fact: (-votes[fact], fact), default=None)


def _is_counted(fact: Row, whole: str | None, status: str) -> bool:
    return bool(
        fact["is_additive"]
        and fact["modality"] in ("committed", "done")
        and (fact["measure"] or "level") == "level"
        and (fact["sign"] or "plus") == "plus"
        and whole is None
        and fact["is_confident"] is not False
        and status in ("active", "conflicted")
    )


def _dollars(
    fact: Row, rates: Rates, priced: set[tuple[str, date]]
) -> Iterator[tuple[str, str, Any]]:
    currency, day = fact["currency"], fact["as_of_on"]
    legs = None
    if currency not in (None, "USD") and day is not None:
        legs = rates.conversion(currency, day)
    # The build looks rates up for the days on which a claim names the currency.
    if legs is not None and fact["conversion"] == "no_rate" and (currency, day) not in priced:
        legs = None
    kind = {None: "no_currency", "USD": "native"}.get(currency)
    if kind is None:
        kind = "no_as_of_day" if day is None else "no_rate" if legs is None else "converted"
    yield "dollars", "conversion", kind
    yield "dollars", "fx_native_rate_id", None if legs is None else legs[0].rate_id
    yield "dollars", "fx_usd_rate_id", None if legs is None else legs[1].rate_id
    minus = fact["sign"] == "minus"
    ends = {"low": "high", "high": "low", "point": "point"}
    for end, other in ends.items():
        told = _in_dollars(fact[f"amount_{end}"], kind, fact, rates)
        yield "dollars", f"amount_usd_{end}".replace("_point", ""), told
        turned = fact[f"amount_{other}"] if minus else fact[f"amount_{end}"]
        yield "dollars", f"signed_{end}", _negative(turned) if minus else turned
        usd = _in_dollars(turned, kind, fact, rates)
        yield "dollars", f"signed_usd_{end}".replace("_point", ""), _negative(usd) if minus else usd


def _in_dollars(amount: Decimal | None, kind: str, fact: Row, rates: Rates) -> Decimal | None:
    if amount is None or kind not in ("native", "converted"):
        return None
    return rates.in_dollars(amount, fact["currency"], fact["as_of_on"])


def _negative(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount
