"""What the pages show, asked of one published DuckDB file and of the operational tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from wirebook.operations import tables
from wirebook.published import questions
from wirebook.published.connect import rows
from wirebook.settings import StatePaths
from wirebook.site import shards

# What the list of facts needs of each; the page of one fact has the rest.
LISTED = (
    *("fact_id", "fact_type", "status", "modality", "measure", "metric", "sign", "topics"),
    *("subject_entity_id", "subject_name", "subject_name_ko", "subject_country"),
    *("object_entity_id", "object_name", "object_name_ko", "party_ids", "parties", "said_by"),
    *("amount_low", "amount_high", "amount_point", "currency", "bound"),
    *("amount_usd_low", "amount_usd_high", "amount_usd", "announced_on", "as_of_on"),
    *("horizon_start", "horizon_end", "may_be_summed", "why_not_summed", "articles"),
    *("independent_sources", "languages", "confidence", "title"),
)
_LIST = f"""
    select {", ".join(LISTED)}
    from facts_current
    order by coalesce(amount_usd, amount_usd_low, amount_usd_high) desc nulls last, fact_id
"""
_FACTS = "from facts_current where fact_id in (select unnest($ids)) order by fact_id"
_CLAIMS = """
    from evidence
    where fact_id in (select unnest($ids))
    order by fact_id, is_headline desc, published_on nulls last, claim_id
"""
_LEGS = """
    select fact_id, fx_native_rate_id, fx_usd_rate_id
    from fct_money_facts
    where is_current and fact_id in (select unnest($ids))
"""
_VERSIONS = """
    select
        fact_id, system_from, system_to, status, bound, sign, currency, amount_low, amount_high,
        amount_point, amount_usd, articles, independent_sources, resolution_rule, headline_claim_id
    from fct_money_facts
    where fact_id in (select unnest($ids))
    order by fact_id, system_from
"""
_NAMES = """
    select entity_id, name, script, verdict, method, score, articles
    from bridge_entity_names
    where entity_id in (select b.entity_id from bridge_fact_entities as b)
    order by entity_id, verdict desc, articles desc, name
"""
_ENTITIES = """
    select entity_id, name, name_en, name_ko, name_zh, name_ja, type, country, wikidata_qid, lei,
        ticker, source, link_method, link_confidence
    from dim_entities
    where is_current and entity_id in (select b.entity_id from bridge_fact_entities as b)
"""
_ROLES = "select entity_id, fact_id, role from bridge_fact_entities order by all"
_FRESHNESS = """
    select
        source, count(*) as articles, max(published_on) as newest_published_on,
        max(fetched_at) as newest_fetched_at, count(*) filter (status <> 'live') as not_live
    from fct_articles group by source order by source
"""
_SUMS = """
    select
        count(*) as facts,
        count(*) filter (may_be_summed) as summed,
        sum(coalesce(amount_usd, amount_usd_low)) filter (may_be_summed) as amount_usd,
        count(*) filter (
            may_be_summed and coalesce(amount_usd, amount_usd_low) is null
        ) as without_dollars,
        max(believed_since) as newest
    from facts_current
"""
_LEFT_OUT = """
    select why_not_summed as reason, count(*) as facts
    from facts_current where not may_be_summed group by all order by facts desc, reason
"""
_RECONCILED = """
    select
        (select count(*) from fct_articles) as articles,
        (select count(*) from fct_money_mentions) as mentions,
        (select count(*) from fct_money_claims) as claims,
        (select count(*) from fct_money_claims where status = 'accepted') as accepted,
        (select count(*) from fct_money_claims where status <> 'accepted') as rejected,
        (select count(*) from facts_current) as facts,
        (
            select count(*) from fct_money_claims
            where status = 'accepted' and fact_id in (select c.fact_id from facts_current as c)
        ) as claims_in_facts
"""
_REJECTED = """
    select rejected_reason as reason, count(*) as claims
    from fct_money_claims where status = 'rejected' group by all order by claims desc, reason
"""
_RUNS = 30


def write_all(connection: duckdb.DuckDBPyConnection, state: StatePaths, folder: Path) -> None:
    """Write every shard of the site into a folder, ``meta`` last, which says how many there are."""
    listed = {fact["fact_id"]: list(fact.values()) for fact in rows(connection, _LIST)}
    names = _grouped(rows(connection, _NAMES), "entity_id")
    entities = _entity_pages(connection, listed, names)
    rates = {row["fx_rate_id"]: row for row in rows(connection, "from fct_fx_rates")}
    counts = {
        "facts": shards.write_rows(folder, "facts", LISTED, list(listed.values())),
        "fact": shards.write_by_id(
            folder, "fact", listed, lambda ids: _fact_pages(connection, ids, rates)
        ),
        "entity": shards.write_by_id(folder, "entity", entities, lambda _: entities),
    }
    known = {key: [n["name"] for n in own if n["verdict"] == "same"] for key, own in names.items()}
    shards.write(folder, "names", known)
    shards.write(folder, "today", _today(connection))
    shards.write(folder, "trust", _trust(connection, state))
    about = rows(connection, "select distinct publish_id, schema_version from fct_articles")
    meta = {
        "publish_id": about[0]["publish_id"] if about else None,
        "shards": counts,
        "listed": LISTED,
        "fact_types": _labels(connection, "fact_type", "dim_fact_types"),
        "topics": _labels(connection, "topic", "dim_topics"),
    }
    shards.write(folder, "meta", meta)


def _fact_pages(
    connection: duckdb.DuckDBPyConnection,
    ids: Sequence[str],
    rates: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what the pages of some facts show, by their ids."""
    asked = {"ids": list(ids)}
    claims = _grouped(rows(connection, _CLAIMS, asked), "fact_id")
    versions = _grouped(rows(connection, _VERSIONS, asked), "fact_id")
    used = {
        row["fact_id"]: [
            rates[leg]
            for leg in dict.fromkeys((row["fx_native_rate_id"], row["fx_usd_rate_id"]))
            if leg in rates
        ]
        for row in rows(connection, _LEGS, asked)
    }
    return {
        fact["fact_id"]: {
            "fact": fact,
            "claims": claims.get(fact["fact_id"], []),
            "versions": versions.get(fact["fact_id"], []),
            "rates": used.get(fact["fact_id"], []),
        }
        for fact in rows(connection, _FACTS, asked)
    }


def _entity_pages(
    connection: duckdb.DuckDBPyConnection,
    listed: Mapping[str, list[Any]],
    names: Mapping[str, list[dict[str, Any]]],
) -> dict[str, Any]:
    roles = _grouped(rows(connection, _ROLES), "entity_id")
    pages = {}
    for entity in rows(connection, _ENTITIES):
        own = _grouped(roles.get(entity["entity_id"], ()), "fact_id")
        own = {fact_id: found for fact_id, found in own.items() if fact_id in listed}
        pages[entity["entity_id"]] = {
            "entity": entity,
            "names": names.get(entity["entity_id"], []),
            "roles": {fact_id: [r["role"] for r in found] for fact_id, found in own.items()},
            "facts": [listed[fact_id] for fact_id in own],
        }
    return pages


def _today(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    (sums,) = rows(connection, _SUMS)
    return {
        "sums": sums,
        "left_out": rows(connection, _LEFT_OUT),
        "changes": rows(connection, questions.find("7").sql),
        "conflicts": rows(
            connection, "select fact_id from facts_current where status = 'conflicted' order by all"
        ),
    }


def _trust(connection: duckdb.DuckDBPyConnection, state: StatePaths) -> dict[str, Any]:
    checks = tables.read(state, "fct_check_results", "true")
    runs: dict[str, dict[str, Any]] = {}
    for check in checks:
        run = runs.setdefault(
            check["run_id"],
            {"at": check["recorded_at"], "passed": 0, "noted": 0, "failed": 0},
        )
        # A check of severity W reports, and holds nothing back.
        fault = "noted" if check["severity"] == "W" else "failed"
        run["passed" if check["success"] else fault] += 1
    last = max((run["at"] for run in runs.values()), default=None)
    shown = ("table", "check", "severity", "why", "success", "rows_evaluated", "rows_unexpected")
    quarantine = defaultdict[tuple[str, str], int](int)
    for row in tables.read(state, "quarantine", "true"):
        quarantine[str(row["source"]), str(row["reason"])] += 1
    (reconciled,) = rows(connection, _RECONCILED)
    return {
        "runs": sorted(runs.values(), key=lambda run: run["at"])[-_RUNS:],
        "checks": [{k: c[k] for k in shown} for c in checks if c["recorded_at"] == last],
        "quarantine": [
            {"source": source, "reason": reason, "rows": count}
            for (source, reason), count in sorted(quarantine.items())
        ],
        "freshness": rows(connection, _FRESHNESS),
        "reconciled": reconciled,
        "rejected": rows(connection, _REJECTED),
    }


def _labels(connection: duckdb.DuckDBPyConnection, key: str, table: str) -> dict[str, str]:
    return {row[key]: row["label"] for row in rows(connection, f"from {table}")}


def _grouped(found: Iterable[dict[str, Any]], key: str) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in found:
        groups[row[key]].append(row)
    return groups
