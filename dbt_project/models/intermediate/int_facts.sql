-- One row per fact as the landing tells it now; history is added in the mart.
with headlines as (

    select
        claims.*,
        resolutions.resolution_rule
    from {{ ref("int_fact_claims") }} as claims
    inner join {{ ref("int_fact_resolutions") }} as resolutions
        on claims.claim_id = resolutions.headline_claim_id

),

counts as (

    select * from {{ ref("int_fact_counts") }}

),

details as (

    select * from {{ ref("int_fact_details") }}

),

relations as (

    select * from {{ ref("int_fact_relations") }}

),

described as (

    select
        headlines.fact_id,
        headlines.claim_id as headline_claim_id,
        headlines.fact_type,
        headlines.subject_entity_id,
        headlines.subject_name,
        details.object_entity_id,
        details.object_name,
        coalesce(headlines.topic, details.topic) as topic,
        headlines.modality,
        headlines.measure,
        coalesce(headlines.metric, details.metric) as metric,
        headlines.sign,
        coalesce(
            headlines.attributed_to_entity_id, details.attributed_to_entity_id
        ) as attributed_to_entity_id,
        coalesce(headlines.attributed_to, details.attributed_to)
            as attributed_to,
        headlines.amount_low,
        headlines.amount_high,
        headlines.amount_point,
        headlines.currency,
        headlines.bound,
        headlines.resolution_rule,
        relations.part_of_fact_id,
        coalesce(
            relations.superseded_by_fact_id, falls.superseded_by_fact_id
        ) as superseded_by_fact_id,
        falls.status as fallen_status,
        details.horizon_start,
        details.horizon_end,
        details.horizon_months,
        coalesce(spreads.spread_ratio, 1) as spread_ratio,
        coalesce(spreads.is_disputed, false) as is_disputed,
        {{ is_confident("counts.confidence") }} as is_confident,
        counts.* exclude (fact_id) -- noqa: RF02
    from headlines
    inner join counts on headlines.fact_id = counts.fact_id
    inner join details on headlines.fact_id = details.fact_id
    left join relations on headlines.fact_id = relations.fact_id
    left join {{ ref("int_fact_falls") }} as falls
        on headlines.fact_id = falls.fact_id
    left join {{ ref("int_fact_spreads") }} as spreads
        on headlines.fact_id = spreads.fact_id

),

final as (

    select
        * exclude (fallen_status, is_withdrawn, is_disputed) replace (
            if(
                is_live and fallen_status is null, null, superseded_by_fact_id
            ) as superseded_by_fact_id
        ),
        case
            when is_retracted then 'retracted'
            when is_live and fallen_status is not null then fallen_status
            when
                is_live
                and (is_disputed or spread_ratio > {{ var("conflict_spread") }})
                then 'conflicted'
            when is_live then 'active'
            when is_withdrawn then 'retracted'
            else 'superseded'
        end as status
    from described

)

select * from final
