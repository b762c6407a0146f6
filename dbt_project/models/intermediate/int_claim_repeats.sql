-- One row per claim that its article makes twice, told alike in all that claims
-- are compared by, and the claim that stands for it. It goes with that one and is
-- compared with nothing else, lest a table of a thousand equal amounts make half
-- a million pairs. What another claim names stays: it is more than a repeat.
with claims as (

    select claims.*
    from {{ ref("int_money_claims") }} as claims
    anti join {{ ref("int_headline_echoes") }} as echoes
        on claims.claim_id = echoes.claim_id
    where
        claims.rejected_reason is null
        and claims.figure is not null
        and claims.corrected_to_claim_id is null

),

named as (

    select echoed_claim_id as claim_id
    from {{ ref("int_headline_echoes") }}
    union
    select part_of_claim_id as claim_id
    from claims
    union
    select corrected_to_claim_id as claim_id
    from claims
    union
    select claim_id
    from {{ ref("int_claim_figures") }}
    where is_restated

),

parties as (

    select * from {{ ref("int_claim_party_ids") }}

),

final as (

    select
        claims.claim_id,
        claims.subject_entity_id,
        min(claims.claim_id) over (
            partition by
                claims.article_version_id,
                claims.fact_type,
                claims.modality,
                claims.metric,
                claims.measure,
                claims.sign,
                claims.subject_entity_id,
                lower(claims.subject_name),
                claims.subject_type,
                claims.object_entity_id,
                claims.object_type,
                claims.topics,
                claims.part_of_claim_id,
                claims.currency,
                claims.figure,
                claims.amount_low,
                claims.amount_high,
                claims.bound,
                claims.horizon_start,
                claims.horizon_end,
                claims.horizon_months,
                claims.is_headline,
                parties.entity_ids
        ) as repeated_claim_id
    from claims
    anti join named on claims.claim_id = named.claim_id
    left join parties on claims.claim_id = parties.claim_id
    qualify claims.claim_id <> repeated_claim_id

)

select * from final
