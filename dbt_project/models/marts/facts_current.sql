{{ config(materialized = "view") }}

-- What is believed now, with names, roles, evidence and rates at hand.
-- A view, so that what the audit sets aside below is gone here too; the
-- candidate has its rows.
with facts as (

    select * from {{ ref("fct_money_facts") }}
    where is_current

),

fact_types as (

    select * from {{ ref("dim_fact_types") }}

),

entities as (

    select * from {{ ref("dim_entities") }}
    where is_current

),

roles as (

    select
        bridge.fact_id,
        list(bridge.entity_id order by bridge.role, entities.name)
            as party_ids,
        list(entities.name order by bridge.role, entities.name) as parties,
        list(bridge.role order by bridge.role, entities.name) as party_roles
    from {{ ref("bridge_fact_entities") }} as bridge
    inner join entities on bridge.entity_id = entities.entity_id
    group by bridge.fact_id

),

topics as (

    select
        fact_id,
        list(topic order by topic) as topics
    from {{ ref("bridge_fact_topics") }}
    group by fact_id

),

rates as (

    select * from {{ ref("fct_fx_rates") }}

),

headlines as (

    select * from {{ ref("evidence") }}

),

final as (

    select
        facts.fact_id,
        facts.fact_version_id,
        facts.status,

        -- what
        facts.fact_type,
        fact_types.label as fact_type_label,
        facts.modality,
        facts.measure,
        facts.metric,
        facts.sign,
        coalesce(topics.topics, []) as topics,

        -- who
        facts.subject_entity_id,
        facts.subject_name,
        subjects.name_en as subject_name_en,
        subjects.name_ko as subject_name_ko,
        subjects.country as subject_country,
        facts.object_entity_id,
        facts.object_name,
        objects.name_en as object_name_en,
        objects.name_ko as object_name_ko,
        coalesce(roles.party_ids, []) as party_ids,
        coalesce(roles.parties, []) as parties,
        coalesce(roles.party_roles, []) as party_roles,
        facts.said_by,

        -- how much
        facts.amount_low,
        facts.amount_high,
        facts.amount_point,
        facts.currency,
        facts.bound,
        facts.signed_low,
        facts.signed_high,
        facts.signed_point,
        facts.amount_usd_low,
        facts.amount_usd_high,
        facts.amount_usd,
        facts.signed_usd_low,
        facts.signed_usd_high,
        facts.signed_usd,
        facts.conversion,
        natives.provider as rate_provider,
        natives.observed_on as rate_observed_on,
        natives.carried_days as rate_carried_days,

        -- when
        facts.as_of_on,
        facts.as_of_basis,
        facts.announced_on,
        facts.horizon_start,
        facts.horizon_end,
        facts.horizon_months,

        -- what may be done with it
        facts.is_counted as may_be_summed,
        case
            when facts.is_counted then null
            when facts.status not in ('active', 'conflicted')
                then 'status ' || facts.status
            when facts.part_of_fact_id is not null then 'part of another fact'
            when facts.modality not in ('committed', 'done')
                then 'modality ' || facts.modality
            when not fact_types.is_additive then 'type is not additive'
            when facts.measure <> 'level' then 'measure ' || facts.measure
            when facts.sign = 'minus' then 'an outflow'
            else 'not sure enough'
        end as why_not_summed,
        facts.part_of_fact_id,
        facts.superseded_by_fact_id,

        -- how it is known
        facts.claims,
        facts.articles,
        facts.independent_sources,
        facts.languages,
        facts.spread_ratio,
        facts.resolution_rule,
        facts.confidence,
        facts.headline_claim_id,
        headlines.surface,
        headlines.sentence,
        headlines.mark_start,
        headlines.mark_end,
        headlines.language as sentence_language,
        headlines.outlet,
        headlines.title,
        headlines.canonical_url as link,
        headlines.file_name,
        facts.system_from as believed_since
    from facts
    inner join fact_types on facts.fact_type = fact_types.fact_type
    left join entities as subjects
        on facts.subject_entity_id = subjects.entity_id
    left join entities as objects
        on facts.object_entity_id = objects.entity_id
    left join roles on facts.fact_id = roles.fact_id
    left join topics on facts.fact_id = topics.fact_id
    left join rates as natives
        on facts.fx_native_rate_id = natives.fx_rate_id
    left join headlines on facts.headline_claim_id = headlines.claim_id

)

select * from final
