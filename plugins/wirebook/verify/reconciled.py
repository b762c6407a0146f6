"""Nothing is lost on the way: what landed is published, or set aside with a reason."""

from __future__ import annotations

from pathlib import Path

import duckdb

from wirebook.verify.report import Report

# Each kind of thing that lands: the table that it is published in, its id, the name under which the
# build sets it aside, what it stands in (which must be published for it to be missed), and what it
# is told of (which may be set aside itself).
_MISSING = """
create or replace temp table landed_things as
select 'fct_articles' as mart, article_version_id as id, article_version_id || '/articles' as told,
    null as within, null as told_of
from landed
union all
select 'fct_money_mentions', md5(concat_ws('|', article_version_id, core_start, core_end)),
    article_version_id || '/money/' || ordinal, article_version_id, null
from landed_money
union all
select 'fct_money_claims', told_id, article_version_id || '/claims/' || ordinal, article_version_id,
    article_version_id || '/money/' || money
from told_claims
union all
select 'fct_quotes', md5(concat_ws('|', article_version_id, "start", "end")),
    article_version_id || '/quotes/' || ordinal, article_version_id, null
from landed_quotes
"""
_PUBLISHED = """
create or replace temp table published_things as
select 'fct_articles' as mart, article_version_id as id from fct_articles
union all select 'fct_money_mentions', money_mention_id from fct_money_mentions
union all select 'fct_money_claims', claim_id from fct_money_claims
union all select 'fct_quotes', quote_id from fct_quotes
"""
_SET_ASIDE = """
create or replace temp table things_set_aside as
select distinct target from read_parquet($parts, union_by_name = true)
"""
_LOST = """
select l.mart || '/' || l.id, 'it landed, and is neither published nor set aside'
from landed_things as l
anti join published_things as p on l.mart = p.mart and l.id = p.id
where (l.within is null or l.within in (select article_version_id from fct_articles))
    and l.told not in (from things_set_aside)
    and coalesce(l.told_of, '') not in (from things_set_aside)
    and l.mart || '/' || l.id not in (from things_set_aside)
union all
select p.mart || '/' || p.id, 'it is published and never landed'
from published_things as p
anti join landed_things as l on l.mart = p.mart and l.id = p.id
order by all
"""


def check(connection: duckdb.DuckDBPyConnection, ops: Path, report: Report) -> None:
    """Compare a candidate's rows with what landed and with what was recorded as set aside."""
    connection.execute(_MISSING)
    connection.execute(_PUBLISHED)
    parts = [str(part) for part in sorted((ops / "quarantine").rglob("*.parquet"))]
    if parts:
        connection.execute(_SET_ASIDE, {"parts": parts})
    else:
        connection.execute("create or replace temp table things_set_aside as select '' as target")
    found = connection.execute("select count(*) from landed_things").fetchone()
    report.looked("reconciled", found[0] if found else 0)
    for key, what in connection.execute(_LOST).fetchall():
        report.differ("reconciled", key, what)
