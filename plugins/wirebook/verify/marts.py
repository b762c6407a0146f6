"""What hangs on facts and articles: shares, quarters, names, links, lists and the stamp itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

from wirebook.verify.report import Report

_SEEDS = (
    "currencies",
    "entities",
    "entity_aliases",
    "fact_roles",
    "fact_types",
    "metrics",
    "topics",
)
_SHARE = Decimal("1e-8")
# Each query returns the key of a row that differs and what is wrong with it.
_QUERIES: Mapping[str, tuple[str, str]] = {
    "acceptance": (
        "fct_money_claims",
        """
        with judged as (
            select c.claim_id, c.status, c.fact_id, c.rejected_reason, case
                when m.zone_final <> 'body' then coalesce(m.demoted_reason, 'outside the article')
                when m.restates_mention_id is not null then 'restates another amount'
                when a.status = 'quarantined' then a.status_reason
                when c.fact_type = 'other' and c.subject_entity_id is null
                    then 'an amount in passing, of nothing named'
            end as why, f.headline_claim_id, c.is_headline, f.fact_id as current_fact_id
            from fct_money_claims as c
            left join fct_money_mentions as m using (money_mention_id)
            left join fct_articles as a on c.article_version_id = a.article_version_id
            left join fct_money_facts as f on c.fact_id = f.fact_id and f.is_current
        )
        select claim_id, case
            when status not in ('accepted', 'rejected') then 'its status is not known'
            when (status = 'accepted') <> (current_fact_id is not null)
                then 'it is accepted exactly if it is in a current fact'
            when status = 'rejected' and fact_id is not null then 'a rejected claim has a fact'
            when why is not null and rejected_reason is distinct from why
                then 'it is rejected for another reason'
            when why is null and status = 'rejected'
                and not starts_with(coalesce(rejected_reason, ''), 'fact has more than')
                then 'nothing speaks against it'
            when status = 'accepted' and rejected_reason is not null
                then 'an accepted claim is refused'
            when is_headline <> coalesce(headline_claim_id = claim_id, false)
                then 'it is marked as headline and is not, or is and is not marked'
        end as what from judged where what is not null""",
    ),
    "names": (
        "fct_money_claims",
        """
        with used as (
            select c.claim_id, t.fact_type, unnest([
                {'id': c.subject_entity_id, 'name': c.subject_name, 'told': t.subject,
                 'listed': t.subject_entity_id},
                {'id': c.object_entity_id, 'name': c.object_name, 'told': t.object,
                 'listed': t.object_entity_id},
                {'id': c.attributed_to_entity_id, 'name': c.attributed_to,
                 'told': coalesce(t.said_by, t.attributed_to), 'listed': null}
            ], recursive := true)
            from fct_money_claims as c
            inner join told_claims as t on c.claim_id = t.told_id
            where c.article_version_id in (from compared)
        )
        select u.claim_id, case
            when u.id is not null and trim(coalesce(u.told, '')) = ''
                then 'an entity is there that the text does not name'
            when u.id is not null and e.entity_id is null then 'an entity is not in its table'
            when u.id is not null and u.name is distinct from e.name
                then 'the name is not its entity''s'
            when u.id is not null and b.entity_id is null and u.id is distinct from u.listed
                then 'the entity does not bear the name that landed'
            when u.id is null and b_any.name_folded is not null
                then 'the text names an entity and the claim does not'
        end as what
        from used as u
        left join dim_entities as e on u.id = e.entity_id and e.is_current
        left join (
            select distinct entity_id, lower(trim(name)) as name_folded
            from bridge_entity_names where verdict = 'same'
        ) as b on u.id = b.entity_id and lower(trim(u.told)) = b.name_folded
        left join landed_names as b_any
            on u.id is null and u.claim_id = b_any.claim_id
            and lower(trim(u.told)) = b_any.name_folded
        where what is not null""",
    ),
    "restatements": (
        "fct_money_mentions",
        """
        with compared_figures as (
            select m.money_mention_id, m.implied_rate, m.reference_rate, m.scale_error,
                cast(coalesce(m.amount_point, m.amount_low, m.amount_high) as double)
                / cast(coalesce(o.amount_point, o.amount_low, o.amount_high) as double) as ratio,
                log10(m.implied_rate / m.reference_rate) as power
            from fct_money_mentions as m
            left join fct_money_mentions as o on m.restates_mention_id = o.money_mention_id
        )
        select money_mention_id, case
            when implied_rate is not null and ratio is null then 'it converts nothing'
            when abs(implied_rate - ratio) > 1e-9 * (1 + ratio)
                then 'its rate is not that of the two amounts'
            when scale_error <> if(abs(power - round(power)) < log10(1.5), round(power), 0)
                then 'its scale is not that of its rates'
        end as what from compared_figures where what is not null""",
    ),
    "parts": (
        "fct_money_facts",
        """
        with recursive above(fact_id, whole_id) as (
            select fact_id, part_of_fact_id from fct_money_facts
            where is_current and part_of_fact_id is not null
            union
            select a.fact_id, f.part_of_fact_id
            from above as a inner join fct_money_facts as f on a.whole_id = f.fact_id
            where f.is_current and f.part_of_fact_id is not null
        )
        select fact_id, 'it is a part of itself in the end' as what
        from above where fact_id = whole_id
        union all
        select p.fact_id, 'it is greater than its whole'
        from fct_money_facts as p inner join fct_money_facts as w on p.part_of_fact_id = w.fact_id
        where p.is_current and w.is_current and p.currency = w.currency
            and coalesce(w.bound not in ('at_least', 'more_than'), true)
            and coalesce(p.amount_low, p.amount_point) > coalesce(w.amount_high, w.amount_point)
        order by all""",
    ),
    "article_entities": (
        "fct_article_entities",
        """
        with here as (
            select a.article_version_id, a.entity_id, a.mentions, a.first_start, a.first_end,
                count(l."start") as landed,
                min(l."start") as first_told
            from fct_article_entities as a
            left join (select distinct entity_id, lower(trim(name)) as folded
                from bridge_entity_names where verdict = 'same') as b using (entity_id)
            left join landed_entities as l
                on a.article_version_id = l.article_version_id and l.zone = 'body'
                and lower(trim(l.called)) = b.folded
            where a.article_version_id in (from compared)
            group by all
        )
        select h.article_version_id || '/' || h.entity_id, case
            when h.mentions > h.landed then 'more mentions than landed'
            when h.mentions < 1 then 'an entity without a mention'
            when h.first_start < h.first_told then 'it begins before its first mention'
            when not exists (
                select 1 from landed_entities as l
                where l.article_version_id = h.article_version_id and l."start" = h.first_start
                    and l."end" = h.first_end and l.zone = 'body'
            ) then 'no name landed at its first place'
        end as what from here as h where what is not null""",
    ),
    "links": (
        "fct_article_links",
        """
        select article_link_id, case
            when article_link_id
                <> md5(concat_ws('|', left_article_version_id, right_article_version_id, method))
                then 'its id is not of its ends'
            when l.article_version_id is null or r.article_version_id is null
                then 'it joins what is not there'
            when k.score < 0 then 'its score is below nothing'
        end as what
        from fct_article_links as k
        left join fct_articles as l on k.left_article_version_id = l.article_version_id
        left join fct_articles as r on k.right_article_version_id = r.article_version_id
        where what is not null
        union all
        select claim_link_id, case
            when claim_link_id <> md5(concat_ws('|', left_claim_id, right_claim_id))
                then 'its id is not of its ends'
            when l.claim_id is null or r.claim_id is null then 'it joins what is not there'
            when k.verdict not in ('same', 'different') then 'its verdict is not known'
            when not list_contains($moments, k.created_at) and k.created_at >= $moments[1]
                then 'it was made at no end of an interval'
        end as what
        from fct_claim_links as k
        left join fct_money_claims as l on k.left_claim_id = l.claim_id
        left join fct_money_claims as r on k.right_claim_id = r.claim_id
        where what is not null""",
    ),
    "dimensions": (
        "dim_currencies",
        """
        (select 'currency ' || coalesce(d.currency, s.currency), 'it is not the one of the list'
        from dim_currencies as d full join seed_currencies as s on d.currency = s.currency
        where d.currency is distinct from s.currency or d.name is distinct from s.name
            or d.minor_unit is distinct from cast(s.minor_unit as integer)
            or d.kind is distinct from s.kind or d.home_language is distinct from s.home_language
            or d.units_per_euro is distinct from cast(s.units_per_euro as decimal(18, 8)))
        union all
        (select 'fact type ' || coalesce(d.fact_type, s.fact_type), 'it is not the one of the list'
        from dim_fact_types as d full join seed_fact_types as s on d.fact_type = s.fact_type
        where (d.fact_type, d.label, d.description, d.is_additive)
            is distinct from (s.fact_type, s.label, s.description, s.is_additive))
        union all
        (select 'topic ' || coalesce(d.topic, s.topic), 'it is not the one of the list'
        from dim_topics as d full join seed_topics as s on d.topic = s.topic
        where (d.topic, d.parent_topic, d.label)
            is distinct from (s.topic, s.parent_topic, s.label))
        union all
        (select 'metric ' || coalesce(d.metric, s.metric), 'it is not the one of the list'
        from dim_metrics as d full join seed_metrics as s on d.metric = s.metric
        where (d.metric, d.label, d.description)
            is distinct from (s.metric, s.label, s.description))
        union all
        (select 'entity ' || s.entity_id, 'it is not the one of the list'
        from seed_entities as s
        left join dim_entities as d on s.entity_id = d.entity_id and d.is_current
        where d.name_en is distinct from s.name_en or d.name is distinct from s.name_en
            or d.country is distinct from s.country or d.type is distinct from s.type
            or d.wikidata_qid is distinct from s.wikidata_qid or d.lei is distinct from s.lei
            or d.ticker is distinct from s.ticker or d.name_ko is distinct from s.name_ko
            or d.parent_entity_id is distinct from s.parent_entity_id)
        union all
        (select 'name of ' || s.entity_id, 'a listed name is not there'
        from seed_entity_aliases as s
        anti join (from bridge_entity_names where verdict = 'same') as b
            on s.entity_id = b.entity_id and s.alias = b.name)
        union all
        (select 'day ' || date_day, 'it is not that day'
        from dim_dates
        where year <> year(date_day) or quarter <> ceil(month(date_day) / 3)
            or year_quarter <> year(date_day) || '-Q' || quarter
            or quarter_start_on <> make_date(year(date_day), 3 * quarter - 2, 1)
            or month_start_on <> make_date(year(date_day), month(date_day), 1)
            or iso_week <> weekofyear(date_day) or is_weekend <> (dayofweek(date_day) in (0, 6)))
        union all
        (select 'outlet ' || coalesce(d.outlet, s.outlet), 'its articles are others'
        from dim_sources as d full join (
            select outlet, count(*) filter (status = 'live') as articles,
                min(fetched_at) as first_at, max(fetched_at) as last_at
            from fct_articles group by outlet
        ) as s on d.outlet = s.outlet
        where (d.articles, d.first_fetched_at, d.last_fetched_at)
            is distinct from (s.articles, s.first_at, s.last_at))""",
    ),
}


RULES = set(_QUERIES)


def prepare(connection: duckdb.DuckDBPyConnection, seeds: Path) -> None:
    """Make temporary tables of the lists that came with the project, and of names by claim."""
    for name in _SEEDS:
        connection.execute(
            f"create or replace temp table seed_{name} as"
            " select * from read_csv($file, all_varchar = true, header = true, nullstr = '')",
            {"file": str(seeds / f"{name}.csv")},
        )
    connection.execute(
        "create or replace temp table seed_fact_types as"
        " select * replace (is_additive = 'true' as is_additive) from seed_fact_types"
    )
    # What the reader itself linked in the claim's text, by the name it printed.
    connection.execute(
        "create or replace temp table landed_names as"
        " select distinct t.told_id as claim_id, lower(trim(e.called)) as name_folded"
        " from told_claims as t inner join landed_entities as e"
        " on t.article_version_id = e.article_version_id where e.entity_id is not null"
    )


def check(connection: duckdb.DuckDBPyConnection, moments: list[object], report: Report) -> None:
    """Run every query of this room."""
    for rule, (table, query) in _QUERIES.items():
        found = connection.execute(f"select count(*) from {table}").fetchone()
        report.looked(rule, found[0] if found else 0)
        values = {"moments": moments} if "$moments" in query else {}
        for key, what in connection.execute(query, values).fetchall():
            report.differ(rule, key, what)


# Wide tables: with what they are joined, and columns that have another name there.
_VIEWS: Sequence[tuple[str, str, str, Mapping[str, str]]] = (
    (
        "facts_current",
        "fact_id",
        "(from fct_money_facts where is_current) as b on v.fact_id = b.fact_id",
        {"may_be_summed": "is_counted", "believed_since": "system_from"},
    ),
    (
        "facts_current",
        "fact_id",
        "evidence as b on v.headline_claim_id = b.claim_id",
        {"sentence": "sentence", "surface": "surface", "sentence_language": "language",
         "outlet": "outlet", "title": "title", "link": "canonical_url", "file_name": "file_name",
         "mark_start": "mark_start", "mark_end": "mark_end"},
    ),
    ("evidence", "claim_id", "fct_money_claims as b on v.claim_id = b.claim_id", {}),
    (
        "evidence",
        "claim_id",
        "(from fct_money_claims inner join fct_money_mentions using (money_mention_id)"
        " select claim_id, fct_money_mentions.* exclude (sign)) as b on v.claim_id = b.claim_id",
        {},
    ),
    (
        "evidence",
        "claim_id",
        "(from fct_articles select * exclude (status), status as article_status) as b"
        " on v.article_version_id = b.article_version_id",
        {},
    ),
    (
        "evidence",
        "claim_id",
        "(from told_claims inner join landed_money"
        " on told_claims.article_version_id = landed_money.article_version_id"
        " and told_claims.money = landed_money.ordinal"
        " select told_id, evidence) as b on v.claim_id = b.told_id"
        " and v.sentence is not null and v.article_version_id in (from compared)",
        {"sentence": "evidence"},
    ),
)  # fmt: skip


def check_views(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Compare the wide tables with what they are made of, column by column."""
    there = {row[0] for row in connection.execute(_TABLES).fetchall()}
    for table, key, other, renamed in _VIEWS:
        if table not in there:
            continue
        pairs = dict(renamed)
        if not renamed or "is_current" in other:
            ours = connection.execute(f"describe {table}").fetchall()
            theirs = connection.execute(f"describe select b.* from {table} as v join {other}")
            shared = {row[0] for row in ours} & {row[0] for row in theirs.fetchall()}
            pairs |= {column: column for column in shared - _STAMPS}
        differing = " ".join(
            f"when v.{ours} is distinct from b.{theirs} then '{ours}'"
            for ours, theirs in sorted(pairs.items())
        )
        join = "inner" if "told_id" in other else "left"
        rows = connection.execute(
            f"select v.{key}, case {differing} end from {table} as v {join} join {other}"
        ).fetchall()
        report.looked("views", len(rows))
        for row_key, what in rows:
            if what is not None:
                report.differ("views", row_key, f"{what} is another in the table that it is from")


_STAMPS = {"publish_id", "schema_version"}


def check_bridges(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Work out the entities, topics and shares of the chosen facts."""
    facts = connection.execute(
        "select f.fact_id, f.topic, f.subject_entity_id, f.object_entity_id,"
        " f.attributed_to_entity_id, f.modality, r.subject_role, r.object_role,"
        " (select list((b.role, b.entity_id, b.share)) from bridge_fact_entities as b"
        "  where b.fact_id = f.fact_id),"
        " (select list((b.topic, b.topic, b.share)) from bridge_fact_topics as b"
        "  where b.fact_id = f.fact_id)"
        " from fct_money_facts as f left join seed_fact_roles as r using (fact_type)"
        " where f.is_current and f.fact_id in (from chosen_facts)"
    )
    while batch := facts.fetchmany(1_000):
        for fact in batch:
            report.looked("bridges")
            what = _bridge_fault(*fact[1:])
            if what is not None:
                report.differ("bridges", fact[0], what)


def _bridge_fault(
    topic: str | None,
    subject: str | None,
    thing: str | None,
    said_by: str | None,
    modality: str,
    subject_role: str,
    object_role: str,
    entities: list[tuple[str, str, Decimal]] | None,
    topics: list[tuple[str, str, Decimal]] | None,
) -> str | None:
    told = set() if topic is None else set(topic.split("+"))
    if {name for name, _, _ in topics or ()} != told:
        return "its topics are others"
    if not _shares_are_equal([("", name, share) for name, _, share in topics or ()]):
        return "its topics' shares are not equal parts of one"
    here = {(role, entity) for role, entity, _ in entities or ()}
    speaks = "forecaster" if modality == "forecast" else "announcer"
    for role, entity in ((subject_role, subject), (speaks, said_by)):
        if entity is not None and (role, entity) not in here:
            return f"its {role} is not there"
    # Where the text names who supplies, the object is the thing and has no role.
    if thing is not None and not any(role == object_role for role, _ in here):
        return f"its {object_role} is not there"
    if any(role == speaks and entity != said_by for role, entity in here):
        return f"another {speaks} is there"
    if not _shares_are_equal(entities or []):
        return "its entities' shares are not equal parts of one"
    return None


def _shares_are_equal(rows: list[tuple[str, str, Decimal]]) -> bool:
    """Tell whether each group's shares are equal parts of one, the first ones taking the rest."""
    groups: dict[str, list[tuple[str, Decimal]]] = {}
    for group, name, share in rows:
        groups.setdefault(group, []).append((name, share))
    for members in groups.values():
        part, rest = divmod(10**8, len(members))
        for place, (_, share) in enumerate(sorted(members)):
            if share != (part + (place < rest)) * _SHARE:
                return False
    return True


def check_allocations(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Spread the dollars of the chosen facts over the quarters of their horizons anew."""
    facts = connection.execute(
        "select f.fact_version_id, coalesce(f.amount_usd, f.amount_usd_low), f.horizon_start,"
        " f.horizon_end, if(f.amount_usd is null, 'low', 'point'),"
        " (select list((a.quarter_start_on, a.days, a.amount_usd, a.basis, a.fact_id = f.fact_id,"
        "   a.year_quarter) order by a.quarter_start_on) from fct_fact_allocations as a"
        "  where a.fact_version_id = f.fact_version_id)"
        " from fct_money_facts as f where f.is_current and f.fact_id in (from chosen_facts)"
    )
    while batch := facts.fetchmany(1_000):
        for version, amount, start, end, basis, told in batch:
            report.looked("allocations")
            parts = _parts(amount, start, end, basis)
            if (told or []) != parts:
                report.differ("allocations", version, "its quarters hold other parts")
    strays = connection.execute(
        "select a.fact_version_id from fct_fact_allocations as a"
        " anti join (from fct_money_facts where is_current) as f using (fact_version_id)"
    ).fetchall()
    for (version,) in strays:
        report.differ("allocations", version, "no current fact has these quarters")


def _parts(
    amount: Decimal | None, start: date | None, end: date | None, basis: str
) -> list[tuple[date, int, Decimal, str, bool, str]]:
    if amount is None or start is None or end is None or start > end:
        return []
    whole, days = int(amount * 100), (end - start).days + 1
    quarter = date(start.year, 3 * ((start.month - 1) // 3) + 1, 1)
    parts: list[tuple[date, int, Decimal, str, bool, str]] = []
    spent = Decimal(0)
    while quarter <= end:
        beyond = quarter.month + 3
        following = date(quarter.year + beyond // 13, (beyond - 1) % 12 + 1, 1)
        within = (min(end, following - timedelta(days=1)) - max(start, quarter)).days + 1
        part = Decimal(whole * within // days) / 100 if following <= end else amount - spent
        name = f"{quarter.year}-Q{(quarter.month + 2) // 3}"
        parts.append((quarter, within, part, basis, True, name))
        spent += part
        quarter = following
    return parts


def check_stamp(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Work out the publish_id from the rows, as it was when the candidate was made."""
    names = [row[0] for row in connection.execute(_TABLES).fetchall()]
    stamps = {
        row
        for name in names
        for row in connection.execute(
            f'select distinct publish_id, schema_version from "{name}"'
        ).fetchall()
    }
    report.looked("stamp", len(names))
    if len(stamps) != 1:
        report.differ("stamp", "publish_id", f"{len(stamps)} publications are mixed")
        return
    [(publish_id, schema_version)] = stamps
    report.publish_id = publish_id
    digest = hashlib.sha256(f"schema_version {schema_version}".encode())
    for name in names:
        columns = connection.execute(f'describe "{name}"').fetchall()[:-2]
        digest.update(repr((name, [column[:2] for column in columns])).encode())
        packed = ", ".join(f'"{column[0]}" := "{column[0]}"' for column in columns)
        found = connection.execute(
            "select sha256(string_agg(sha256(row::varchar), '' order by place))"
            f' from (select rowid as place, struct_pack({packed}) as row from "{name}")'
        ).fetchone()
        digest.update(str(found[0] if found else None).encode())
    if digest.hexdigest()[:16] != publish_id:
        report.differ("stamp", publish_id, "the rows are not those that were stamped")


_TABLES = """
select table_name from duckdb_tables()
where not temporary and database_name = current_database() and schema_name = current_schema()
order by table_name
"""
