"""Which claims of a fact still hold, by docs/claims.md: one fact at a time, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import duckdb

Row = dict[str, Any]

# The days of the articles that tell facts, and what an outlet's notice takes back.
_DAYS = """
select distinct a.article_version_id, coalesce(a.published_on, a.published_not_after)
from fct_money_claims as c inner join fct_articles as a using (article_version_id)
where c.status = 'accepted'
"""
_NOTICES = """
select
    a.article_version_id, a.story_id, c.fact_type, m.currency,
    coalesce(m.amount_point, m.amount_low, m.amount_high) as figure, c.subject_entity_id,
    coalesce(a.published_on, a.published_not_after) as dated_on
from fct_money_claims as c
inner join fct_money_mentions as m using (money_mention_id)
inner join fct_articles as a on c.article_version_id = a.article_version_id
inner join landed as l on a.article_version_id = l.article_version_id
where c.status = 'accepted' and c.modality = 'denied' and c.corrected_to_claim_id is not null
    and l.status = 'corrected' and a.status = 'live'
"""


class Days:
    """The days of articles: an undated copy said what its original did, when that did."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, origins: Mapping[str, str]) -> None:
        self._origins = origins
        self._first: dict[str, date] = {}
        for version, day in connection.execute(_DAYS).fetchall():
            origin = self.origin(version)
            if day is not None:
                self._first[origin] = min(day, self._first.get(origin, day))
        self.notices: dict[tuple[Any, ...], list[Row]] = {}
        cursor = connection.execute(_NOTICES)
        columns = [column[0] for column in cursor.description or ()]
        for values in cursor.fetchall():
            notice = dict(zip(columns, values, strict=True))
            notice["dated_on"] = self.of(notice)
            self.notices.setdefault(_said(notice), []).append(notice)

    def origin(self, version: str) -> str:
        """Return the report that an article version tells."""
        return self._origins.get(version, version)

    def of(self, row: Mapping[str, Any]) -> date | None:
        """Return the day of a claim's article, else that of its report."""
        day: date | None = row["dated_on"]
        return day or self._first.get(self.origin(row["article_version_id"]))


def _said(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    return claim["story_id"], claim["fact_type"], claim["currency"], claim["figure"]


def judge(claims: Sequence[Row], days: Days) -> None:
    """Mark the claims that still hold, and those that count: where none holds, all do."""
    for claim in claims:
        is_denied = claim["modality"] == "denied"
        has_heir = claim["corrected_to_claim_id"] is not None
        claim["dated_on"] = days.of(claim)
        claim["is_taken_back"] = is_denied and has_heir
        claim["is_denial"] = is_denied and not has_heir
    for claim in claims:
        claim["is_withdrawn"] = (
            claim["is_denial"]
            or any(_denies(other, claim) for other in claims)
            or any(_withdraws(notice, claim) for notice in days.notices.get(_said(claim), ()))
        )
        claim["is_live"] = (
            claim["article_status"] == "live"
            and claim["modality"] != "denied"
            and not claim["is_withdrawn"]
            and not any(_takes_back(other, claim) for other in claims)
            and not any(_gives_way(other, claim) for other in claims)
            and not _is_replaced(claim, claims)
        )
    is_any_live = any(claim["is_live"] for claim in claims)
    for claim in claims:
        claim["is_evidence"] = claim["is_live"] or not is_any_live


def _until(claim: Row, day: date | None) -> bool:
    """Tell whether a claim is no later than a day, as far as both days are known."""
    return claim["dated_on"] is None or day is None or claim["dated_on"] <= day


def _denies(denial: Row, claim: Row) -> bool:
    is_denial = denial["is_denial"] and denial["article_status"] == "live"
    return is_denial and _until(claim, denial["dated_on"])


def _withdraws(notice: Row, claim: Row) -> bool:
    """Tell whether an outlet's notice says that a figure of its story was never so."""
    about = {notice["subject_entity_id"], claim["subject_entity_id"]} - {None}
    return claim["currency"] is not None and len(about) < 2 and _until(claim, notice["dated_on"])


def _takes_back(correction: Row, claim: Row) -> bool:
    """Tell whether a live text takes a claim back for those who told it until then: its figure,
    and every figure where another fact has its place."""
    if not correction["is_taken_back"] or correction["article_status"] != "live":
        return False
    is_same = (claim["currency"], claim["figure"]) == (correction["currency"], correction["figure"])
    if not is_same and correction["new_fact_id"] is None:
        return False
    if claim["dated_on"] is None or correction["dated_on"] is None:
        return bool(claim["independence_id"] == correction["independence_id"])
    return bool(claim["dated_on"] <= correction["dated_on"])


def _gives_way(old: Row, claim: Row) -> bool:
    """Tell whether a later text tells what has taken the place of the fact."""
    is_heir = old["heir_fact_id"] is not None and old["heir_status"] == "live"
    return is_heir and _until(claim, old["heir_dated_on"])


def _is_replaced(claim: Row, claims: Sequence[Row]) -> bool:
    """Tell whether an outlet replaced the figure that a claim has, on the claim's day or after."""
    if claim["currency"] is None or claim["dated_on"] is None:
        return False
    said = {
        old["independence_id"]
        for old in claims
        if old["article_status"] == "corrected"
        and (old["currency"], old["figure"]) == (claim["currency"], claim["figure"])
    }
    return bool(said) and any(
        new["article_status"] == "live"
        and new["independence_id"] in said
        and new["figure"] != claim["figure"]
        and new["dated_on"] is not None
        and claim["dated_on"] <= new["dated_on"]
        for new in claims
    )
