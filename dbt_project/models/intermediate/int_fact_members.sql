-- One row per claim that reached a fact: the fact's id, and what the claim denies.
with groups as (

    select * from {{ ref("int_claim_groups") }}
    where not is_oversized

),

final as (

    select
        claims.* replace (
            -- An undated copy says what its original said, when that did.
            coalesce(
                claims.dated_on,
                min(claims.dated_on) over (partition by claims.origin_id)
            ) as dated_on
        ),
        fact_ids.fact_id,
        -- Denied, and another figure stands in its place.
        claims.modality = 'denied'
        and claims.corrected_to_claim_id is not null as is_taken_back,
        claims.modality = 'denied' and claims.corrected_to_claim_id is null
            as is_denial
    from {{ ref("int_money_claims") }} as claims
    inner join groups on claims.claim_id = groups.claim_id
    inner join {{ ref("int_fact_ids") }} as fact_ids
        on groups.group_id = fact_ids.group_id

)

select * from final
