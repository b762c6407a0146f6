-- Every entity and rate that a fact names is in its table.
with facts as (

    select * from {{ ref("fct_money_facts") }}

),

entities as (

    select distinct entity_id from {{ ref("dim_entities") }}

),

rates as (

    select fx_rate_id from {{ ref("fct_fx_rates") }}

),

named as (

    select
        unnest([
            subject_entity_id, object_entity_id, attributed_to_entity_id
        ]) as id
    from facts
    union
    select entity_id as id from {{ ref("bridge_fact_entities") }}
    union
    select entity_id as id from {{ ref("fct_article_entities") }}
    union
    select speaker_entity_id as id from {{ ref("fct_quotes") }}

),

used as (

    select unnest([fx_native_rate_id, fx_usd_rate_id]) as id
    from facts

)

select named.id
from named
anti join entities on named.id = entities.entity_id
where named.id is not null
union all
select used.id
from used
anti join rates on used.id = rates.fx_rate_id
where used.id is not null
