-- One row per fact that falls with another one, though no text says so: a whole
-- whose part has changed, a part of what has given way, the price of each share
-- of a deal that is off. What was said again since then stands.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

facts as (

    select
        fact_id,
        any_value(fact_type) as fact_type,
        any_value(measure) as measure,
        bool_or(is_live) as is_live,
        bool_or(is_withdrawn) as is_withdrawn,
        max(dated_on) filter (is_live) as last_said_on,
        max(dated_on) as last_told_on,
        list_distinct(list(topic) filter (topic is not null)) as topics,
        list_distinct(
            list(lower(object_name)) filter (object_name is not null)
        ) as object_names
    from claims
    group by fact_id

),

relations as (

    select * from {{ ref("int_fact_relations") }}

),

-- What gave way, to what and when.
changes as (

    select
        relations.fact_id,
        relations.part_of_fact_id,
        relations.superseded_by_fact_id,
        news.last_told_on as changed_on
    from relations
    inner join facts as olds on relations.fact_id = olds.fact_id
    inner join facts as news on relations.superseded_by_fact_id = news.fact_id
    where not olds.is_live and news.is_live

),

wholes as (

    select
        changes.part_of_fact_id as fact_id,
        'superseded' as status,
        heirs.part_of_fact_id as superseded_by_fact_id,
        changes.changed_on
    from changes
    left join relations as heirs
        on changes.superseded_by_fact_id = heirs.fact_id
    where
        changes.part_of_fact_id is not null
        and changes.part_of_fact_id is distinct from heirs.part_of_fact_id

),

parts as (

    select
        olds.fact_id,
        'superseded' as status,
        news.fact_id as superseded_by_fact_id,
        changes.changed_on
    from changes
    inner join relations as olds on changes.fact_id = olds.part_of_fact_id
    inner join relations as news
        on changes.superseded_by_fact_id = news.part_of_fact_id
    inner join facts as old_facts on olds.fact_id = old_facts.fact_id
    inner join facts as new_facts on news.fact_id = new_facts.fact_id
    where
        olds.fact_id <> news.fact_id
        and old_facts.fact_type = new_facts.fact_type
        and (
            list_has_any(old_facts.topics, new_facts.topics)
            or list_has_any(old_facts.object_names, new_facts.object_names)
        )
    qualify
        count(*) over (partition by olds.fact_id, changes.fact_id) = 1
        and count(*) over (partition by news.fact_id, changes.fact_id) = 1

),

-- A price of each, where its text tells of one deal of the same party alone.
prices as (

    select
        prices.fact_id,
        'retracted' as status,
        cast(null as varchar) as superseded_by_fact_id,
        max(deal_facts.last_told_on) as changed_on
    from claims as prices
    inner join claims as deals
        on
            prices.article_version_id = deals.article_version_id
            and prices.subject_entity_id = deals.subject_entity_id
            and deals.fact_type in ('acquisition', 'stake_purchase')
    inner join facts as deal_facts on deals.fact_id = deal_facts.fact_id
    where prices.measure = 'per_unit'
    group by prices.fact_id
    having
        count(distinct deals.fact_id) = 1
        and bool_and(not deal_facts.is_live and deal_facts.is_withdrawn)

),

unioned as (

    select * from wholes
    union all
    select * from parts
    union all
    select * from prices

),

final as (

    select
        unioned.fact_id,
        unioned.status,
        unioned.superseded_by_fact_id
    from unioned
    inner join facts on unioned.fact_id = facts.fact_id
    where
        facts.is_live
        and coalesce(facts.last_said_on < unioned.changed_on, false)
        and unioned.superseded_by_fact_id is distinct from unioned.fact_id
    qualify
        row_number() over (
            partition by unioned.fact_id
            order by
                unioned.superseded_by_fact_id is null,
                unioned.changed_on desc,
                unioned.superseded_by_fact_id
        ) = 1

)

select * from final
