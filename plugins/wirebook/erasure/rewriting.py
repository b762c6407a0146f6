"""A kept version without one article: its rows go, and every figure that rested on it.

What remains is told as it was. A fact that the article had a part in is withdrawn from the
versions that knew it so; what those before said of it stays, closed. Names that no other article
bears go from every table; where one stood for an entity, another of its names stands there. What
the next build makes of the articles that are left is up to that build.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from wirebook import duckdb_files
from wirebook.erasure.subject import Subject
from wirebook.published.candidate import STAMPS, copy_comments
from wirebook.quoting import identifier, literal

# What goes with what, until nothing is added: facts that the article's claims are in, parts of
# such facts, facts that gave way to them, and what else was told of them.
_TOUCHED = """
insert into touched
select distinct fact_id from (
    select fact_id from fct_money_claims where claim_id in (from gone_claims)
    union all
    select fact_id from fct_money_facts where headline_claim_id in (from gone_claims)
        or fact_version_id in (from given_versions)
    union all
    select fact_id from fct_money_facts
    where is_current
        and (part_of_fact_id in (from closed) or superseded_by_fact_id in (from closed))
) where fact_id is not null and fact_id not in (from touched)
"""
# Versions of such facts that are told no more: those that the version before does not tell either.
_GONE_VERSIONS = """
create or replace temp table gone_versions as
select fact_version_id, fact_id, is_current from fct_money_facts
where fact_id in (from touched)
    and (fact_version_id not in (from told_before) or is_current and fact_id in (from given_facts))
"""
_CLOSED = """
create or replace temp table closed as
select fact_id from touched
where fact_id not in (
    select fact_id from fct_money_facts
    where is_current and fact_version_id not in (select fact_version_id from gone_versions)
)
"""
_GONE_CLAIMS = """
insert into gone_claims
select claim_id from fct_money_claims
where (fact_id in (from closed) or part_of_claim_id in (from gone_claims))
    and claim_id not in (from gone_claims)
"""
_DELETIONS = (
    ("fct_articles", "article_version_id in (from gone_articles)"),
    ("fct_article_entities", "article_version_id in (from gone_articles)"),
    ("fct_quotes", "article_version_id in (from gone_articles)"),
    (
        "fct_article_links",
        "left_article_version_id in (from gone_articles)"
        " or right_article_version_id in (from gone_articles)",
    ),
    ("fct_money_mentions", "article_version_id in (from gone_articles)"),
    ("fct_money_claims", "claim_id in (from gone_claims)"),
    (
        "fct_claim_links",
        "left_claim_id in (from gone_claims) or right_claim_id in (from gone_claims)",
    ),
    ("evidence", "claim_id in (from gone_claims)"),
    ("fct_money_facts", "fact_version_id in (select fact_version_id from gone_versions)"),
    ("bridge_fact_entities", "fact_id in (from closed)"),
    ("bridge_fact_topics", "fact_id in (from closed)"),
    ("fct_fact_allocations", "fact_id in (from closed)"),
    ("facts_current", "fact_id in (from closed)"),
)  # fmt: skip
# References to what is gone, in rows that stay.
_LOOSE = (
    ("fct_articles", "translation_of", "gone_articles"),
    ("evidence", "translation_of", "gone_articles"),
    ("fct_money_claims", "superseded_by_claim_id", "gone_claims"),
    ("fct_money_claims", "corrected_to_claim_id", "gone_claims"),
    ("fct_money_mentions", "restates_mention_id", "gone_mentions"),
)
_SOURCES = """
create or replace temp table counted as
select outlet, count(*) filter (status = 'live') as articles,
    min(regexp_extract(canonical_url, '^https?://([^/:]+)', 1))
        filter (canonical_url is not null) as domain,
    min(fetched_at) as first_at, max(fetched_at) as last_at
from fct_articles group by outlet;
delete from dim_sources where outlet not in (select outlet from counted);
update dim_sources set articles = counted.articles, domain = counted.domain,
    first_fetched_at = counted.first_at, last_fetched_at = counted.last_at
from counted where dim_sources.outlet = counted.outlet;
"""
# Every column in which the name of an entity may stand.
_NAMED = ("name", "name_en", "name_ko", "name_zh", "name_ja", "subject_name", "object_name",
    "subject_name_en", "subject_name_ko", "object_name_en", "object_name_ko", "attributed_to",
    "said_by", "speaker_name")  # fmt: skip


@dataclass(slots=True)
class Without:
    """What was taken out of the versions so far, the oldest first.

    ``names`` are own names of the article by what stands in their place, None where nothing does;
    ``versions`` are versions of facts that are told no more.
    """

    subject: Subject
    names: Mapping[str, str | None] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)

    def write(
        self, database: Path, before: Path | None, target: Path, also: Collection[str] = ()
    ) -> None:
        """Write a version's tables without the article into schema ``marts`` of a new file.

        ``before`` is the Parquet file of facts of the version before it, as rewritten; ``also``
        are further facts to withdraw.
        """
        target.unlink(missing_ok=True)
        folders = [] if before is None else [before.parent]
        with duckdb_files.work(target, files=[database], folders=folders) as connection:
            _copy(connection, database)
            connection.execute("use marts")
            self._choose(connection, before, also)
            for table, condition in _DELETIONS:
                if _has(connection, table):
                    connection.execute(f"delete from {table} where {condition}")
            for table, column, gone in _LOOSE:
                if _has(connection, table):
                    connection.execute(
                        f"update {table} set {column} = null where {column} in (from {gone})"
                    )
            connection.execute(_SOURCES)
            self._forget_names(connection)

    def _choose(
        self, connection: duckdb.DuckDBPyConnection, before: Path | None, also: Collection[str]
    ) -> None:
        given = {"articles": list(self.subject.version_ids), "also": sorted(also)}
        connection.execute(
            "create temp table gone_articles as select article_version_id from fct_articles"
            " where list_contains($articles, article_version_id)",
            {"articles": given["articles"]},
        )
        for kind, table in (("mention", "fct_money_mentions"), ("claim", "fct_money_claims")):
            key = "money_mention_id" if kind == "mention" else "claim_id"
            connection.execute(
                f"create temp table gone_{kind}s as select {key} from {table}"
                " where article_version_id in (from gone_articles)"
            )
        connection.execute(
            "create temp table given_facts as select unnest($also::varchar[]) as fact_id",
            {"also": given["also"]},
        )
        connection.execute(
            "create temp table given_versions as select unnest($v::varchar[]) as fact_version_id",
            {"v": sorted(self.versions)},
        )
        if before is None:
            told = (
                "select fact_version_id from fct_money_facts where system_from < (select"
                " min(fetched_at) from fct_articles where article_version_id in"
                " (from gone_articles))"
            )
        else:
            told = f"select fact_version_id from read_parquet({literal(before)})"
        connection.execute(f"create temp table told_before as {told} except from given_versions")
        connection.execute("create temp table touched as from given_facts")
        connection.execute("create temp table closed as from touched")
        size = -1
        while size != (size := _size(connection)):
            for step in (_TOUCHED, _GONE_VERSIONS, _CLOSED, _GONE_CLAIMS):
                connection.execute(step)
        rows = connection.execute("select fact_version_id from gone_versions").fetchall()
        self.versions |= {row[0] for row in rows}

    def _forget_names(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Take names that only the article bore from every table, and count the others anew."""
        own = list(self.subject.own_names)
        connection.execute(
            "create temp table borne as select unnest($n::varchar[]) as folded,"
            " unnest($c::bigint[]) as ours",
            {"n": list(self.subject.names or {}), "c": list((self.subject.names or {}).values())},
        )
        connection.execute(
            "update bridge_entity_names set articles = greatest(articles - borne.ours, 0)"
            " from borne where lower(trim(name)) = borne.folded and verdict = 'same'"
        )
        connection.execute(
            "delete from bridge_entity_names where list_contains($own, lower(trim(name)))",
            {"own": own},
        )
        connection.execute(
            "create temp table nameless as select distinct entity_id from dim_entities"
            " anti join (from bridge_entity_names where verdict = 'same') using (entity_id)"
        )
        connection.execute("delete from dim_entities where entity_id in (from nameless)")
        connection.execute("delete from bridge_entity_names where entity_id in (from nameless)")
        connection.execute("delete from fct_article_entities where entity_id in (from nameless)")
        connection.execute(
            "update dim_entities set parent_entity_id = null"
            " where parent_entity_id in (from nameless)"
        )
        for table, column, kind in _columns(connection):
            for name in own:
                stand_in = self.names.get(name)
                _rename(connection, table, column, kind, name, stand_in)


def stand_ins(connection: duckdb.DuckDBPyConnection, subject: Subject) -> dict[str, str | None]:
    """Return, for each own name of an article, what its entity is called elsewhere, else None."""
    rows = connection.execute(
        "select lower(trim(ours.name)), max_by(other.name, (other.articles, other.name))"
        " from bridge_entity_names as ours left join bridge_entity_names as other"
        " on ours.entity_id = other.entity_id and other.verdict = 'same'"
        " and not list_contains($own, lower(trim(other.name)))"
        " where ours.verdict = 'same' and list_contains($own, lower(trim(ours.name))) group by 1",
        {"own": list(subject.own_names)},
    ).fetchall()
    return dict(rows)


def _copy(connection: duckdb.DuckDBPyConnection, database: Path) -> None:
    connection.execute(f"attach {literal(database)} as kept (read_only)")
    connection.execute("create schema marts")
    connection.execute("use marts")
    names = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'kept' order by 1"
    ).fetchall()
    stamps = ", ".join(STAMPS)
    for (name,) in names:
        table = identifier(name)
        connection.execute(f"create table {table} as select * exclude ({stamps}) from kept.{table}")
    copy_comments(connection, "kept", "main", stamped=False)
    connection.execute("detach kept")


def _size(connection: duckdb.DuckDBPyConnection) -> int:
    found = connection.execute(
        "select (select count(*) from touched) + (select count(*) from gone_claims)"
        " + (select count(*) from closed)"
    ).fetchone()
    assert found is not None  # an aggregate always has a row
    return int(found[0])


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "select 1 from duckdb_tables() where schema_name = 'marts' and table_name = ?", [table]
    ).fetchone()
    return found is not None


def _columns(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, str]]:
    rows = connection.execute(
        "select table_name, column_name, data_type from duckdb_columns()"
        " where schema_name = 'marts' and (list_contains($named, column_name)"
        " or column_name = 'parties') and table_name not like 'dim\\_%' escape '\\'"
        " and table_name <> 'bridge_entity_names' or schema_name = 'marts' and"
        " table_name = 'dim_entities' and list_contains($named, column_name) order by all",
        {"named": list(_NAMED)},
    ).fetchall()
    yield from rows


def _rename(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    kind: str,
    name: str,
    stand_in: str | None,
) -> None:
    if kind.endswith("[]"):
        change = f"list_transform({column}, lambda n: if(lower(trim(n)) = $name, $new, n))"
        where = f"list_contains(list_transform({column}, lambda n: lower(trim(n))), $name)"
    else:
        change, where = "$new", f"lower(trim({column})) = $name"
    connection.execute(
        f"update {table} set {column} = {change} where {where}", {"name": name, "new": stand_in}
    )
