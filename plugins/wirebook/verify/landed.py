"""What is published against what landed: every attribute, learned or read, of every row.

Rows are joined by what they are, never by the models' own staging; ids are worked out anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wirebook.verify.report import Report

# The newest row of each article version; its text and shingles stay where they are.
_LANDED = """
create or replace temp table landed as
select * exclude (shingles, number_keys, name_keys, translation_keys, percents, periods, text)
from read_parquet($parts, union_by_name = true, hive_partitioning = false)
qualify row_number() over (
    partition by article_version_id order by fetched_at desc, reader_version desc
) = 1
"""
# Of a version of before, an article that was read anew since then is not comparable.
_COMPARED = """
create or replace temp table compared as
select a.article_version_id
from fct_articles as a
inner join landed as l
    on a.article_version_id = l.article_version_id
    and a.reader_version = l.reader_version
    and a.fetched_at = cast(l.fetched_at at time zone 'UTC' as timestamp)
"""
_LISTS = {
    "landed_money": """
        select article_version_id, coalesce(m.sign, 'plus') as sign_told, m.* exclude (sign)
        from (select article_version_id, unnest(money) as m from landed)""",
    "landed_claims": """
        select article_version_id, c.* exclude (sign, measure, part_of, corrected_to),
            coalesce(c.sign, 'plus') as sign_told, coalesce(c.measure, 'level') as measure,
            c.part_of as part_of_ordinal, c.corrected_to as corrected_to_ordinal
        from (select article_version_id, unnest(claims) as c from landed)""",
    "landed_entities": """
        select article_version_id, e.*, coalesce(e.name, e.surface) as called
        from (select article_version_id, unnest(entities) as e from landed)""",
    "landed_quotes": """
        select article_version_id, q.*
        from (select article_version_id, unnest(quotes) as q from landed)""",
}
# Claims with the id, and the relations within their text, that they must have.
_TOLD = """
create or replace temp table told_claims as
with ours as (
    select
        md5(concat_ws('|', c.article_version_id, m.core_start, m.core_end, c.ordinal)) as told_id,
        md5(concat_ws('|', c.article_version_id, m.core_start, m.core_end)) as told_mention_id,
        if(m.sign_told = 'minus', 'minus', c.sign_told) as told_sign, c.*
    from landed_claims as c
    inner join landed_money as m
        on c.article_version_id = m.article_version_id and c.money = m.ordinal
)
select o.*, w.told_id as whole_id, if(o.modality = 'denied', n.told_id, null) as corrected_id
from ours as o
left join ours as w on o.article_version_id = w.article_version_id
    and o.part_of_ordinal = w.ordinal and o.ordinal <> w.ordinal
left join ours as n on o.article_version_id = n.article_version_id
    and o.corrected_to_ordinal = n.ordinal and o.ordinal <> n.ordinal
qualify row_number() over (partition by o.told_id order by o.money) = 1
"""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A table that must say what another says: how they join, and what is compared."""

    rule: str
    key: str
    pairs: str
    columns: Mapping[str, str]


def _same(*columns: str) -> dict[str, str]:
    return {f"a.{column}": f"l.{column}" for column in columns}


_LIKENESSES: Sequence[Likeness] = (
    Likeness(
        "articles",
        "a.article_version_id",
        "fct_articles as a left join landed as l using (article_version_id)",
        _same(
            "article_id", "source", "canonical_url", "file_name", "raw_sha256", "warc_file",
            "warc_offset", "warc_record_id", "encoding", "extractor", "language", "title",
            "published_on", "published_not_after", "published_evidence", "modified_on",
            "modified_evidence", "byline", "section", "reader_version",
        )
        | {
            "a.outlet": "coalesce(l.outlet, l.source)",
            "a.published_precision": "coalesce(l.published_precision, 'unknown')",
            "a.text_chars": "coalesce(l.text_chars, 0)",
            "a.fetched_at": "cast(l.fetched_at at time zone 'UTC' as timestamp)",
        },
    ),
    Likeness(
        "mentions",
        "a.money_mention_id",
        "fct_money_mentions as a left join landed_money as l"
        " on a.article_version_id = l.article_version_id and a.ordinal = l.ordinal"
        " and a.core_start = l.core_start and a.core_end = l.core_end"
        " left join landed_money as r"
        " on l.article_version_id = r.article_version_id and l.restates = r.ordinal",
        _same(
            "core_start", "byte_start", "byte_end", "evidence_start", "evidence_end", "surface",
            "currency", "currency_evidence", "bound",
        )
        | {
            "a.money_mention_id":
                "md5(concat_ws('|', l.article_version_id, l.core_start, l.core_end))",
            "a.span_start": 'l."start"',
            "a.span_end": 'l."end"',
            "a.amount_low": "l.low",
            "a.amount_high": "l.high",
            "a.amount_point": "l.point",
            "a.sign": "l.sign_told",
            "a.zone_read": "l.zone",
            "a.zone_final": "if(a.demoted_reason is null, l.zone, 'boilerplate')",
            "a.restates_mention_id":
                "if(r.ordinal is null, null,"
                " md5(concat_ws('|', r.article_version_id, r.core_start, r.core_end)))",
        },
    ),
    Likeness(
        "claims",
        "a.claim_id",
        "fct_money_claims as a left join told_claims as l on a.claim_id = l.told_id",
        _same(
            "article_version_id", "fact_type", "topic", "modality", "measure", "metric", "hedge",
            "horizon_start", "horizon_end", "horizon_months", "confidence",
        )
        | {
            "a.money_mention_id": "l.told_mention_id",
            "a.sign": "l.told_sign",
            "a.part_of_claim_id": "l.whole_id",
            "a.corrected_to_claim_id": "l.corrected_id",
            "a.said_by": "a.attributed_to",
            "a.said_by_entity_id": "a.attributed_to_entity_id",
        },
    ),
    Likeness(
        "quotes",
        "a.quote_id",
        "fct_quotes as a left join landed_quotes as l"
        ' on a.article_version_id = l.article_version_id and a.quote_start = l."start"'
        ' and a.quote_end = l."end"',
        _same("kind", "role", "text_hash")
        | {
            "a.quote_id": """md5(concat_ws('|', l.article_version_id, l."start", l."end"))""",
            "a.speaker_entity_id is not null and l.speaker is null": "false",
        },
    ),
)  # fmt: skip


RULES = {likeness.rule for likeness in _LIKENESSES}


def prepare(connection: duckdb.DuckDBPyConnection, landing: Path) -> None:
    """Make temporary tables of what landed; published tables are not touched."""
    readings = landing / "readings"
    parts = [str(part) for part in sorted(readings.rglob("part-*.parquet"))]
    connection.execute(_LANDED, {"parts": parts})
    for name, query in _LISTS.items():
        connection.execute(f"create or replace temp table {name} as {query}")
    connection.execute(_TOLD)


def choose(connection: duckdb.DuckDBPyConnection, *, is_candidate: bool) -> None:
    """Choose the articles that are compared: all of a candidate's; of a kept version only those
    that were not read anew since."""
    connection.execute(_COMPARED)
    if is_candidate:
        connection.execute(
            "create or replace temp table compared as select article_version_id from fct_articles"
        )


def compare(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Compare the chosen articles, their amounts, claims and quotations with the landing."""
    for likeness in _LIKENESSES:
        _compare(connection, likeness, report)
    found = connection.execute(
        "select count(*) from fct_articles anti join compared using (article_version_id)"
    ).fetchone()
    if found and found[0]:
        report.note("articles read anew since this version, so not compared", found[0])


def _compare(connection: duckdb.DuckDBPyConnection, likeness: Likeness, report: Report) -> None:
    differing = ", ".join(
        f"case when ({ours}) is distinct from ({theirs}) then '{ours.removeprefix('a.')}' end"
        for ours, theirs in likeness.columns.items()
    )
    found = connection.execute(
        "select count(*), count(what), min(key) filter (what is not null), min_by(what, key)"
        f" from (select {likeness.key} as key, coalesce({differing}) as what"
        f" from {likeness.pairs} where a.article_version_id in (from compared))"
    ).fetchone()
    rows, differences, key, what = found or (0, 0, None, None)
    report.looked(likeness.rule, rows)
    if differences:
        report.differ(likeness.rule, key, f"{what} is not what landed", differences)
