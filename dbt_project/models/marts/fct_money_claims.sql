with claims as (

    select * from {{ ref("int_money_claims") }}

),

fact_claims as (

    select
        claim_id,
        fact_id
    from {{ ref("int_fact_claims") }}

),

headlines as (

    select headline_claim_id from {{ ref("int_facts") }}

),

final as (

    select
        claims.claim_id,
        claims.money_mention_id,
        claims.article_version_id,
        if(fact_claims.fact_id is null, 'rejected', 'accepted') as status,
        case
            when fact_claims.fact_id is null
                then
                    coalesce(
                        claims.rejected_reason,
                        'fact has more than {{ var("fact_limit") }} claims'
                    )
        end as rejected_reason,
        fact_claims.fact_id,
        headlines.headline_claim_id is not null as is_headline,
        claims.fact_type,
        claims.subject_entity_id,
        claims.subject_name,
        claims.object_entity_id,
        claims.object_name,
        claims.topic,
        claims.modality,
        claims.measure,
        claims.metric,
        claims.sign,
        claims.hedge,
        claims.attributed_to_entity_id,
        claims.attributed_to,
        claims.attributed_to_entity_id as said_by_entity_id,
        claims.attributed_to as said_by,
        claims.horizon_start,
        claims.horizon_end,
        claims.horizon_months,
        claims.part_of_claim_id,
        claims.corrected_to_claim_id,
        successions.successor_claim_id as superseded_by_claim_id,
        claims.confidence
    from claims
    left join {{ ref("int_claim_successions") }} as successions
        on claims.claim_id = successions.claim_id
    left join fact_claims on claims.claim_id = fact_claims.claim_id
    left join headlines on claims.claim_id = headlines.headline_claim_id

)

select * from final
order by claim_id
