-- One row per fact: what the headline's own sentence may leave out and another
-- claim of the fact tells.
with claims as (

    select
        claims.*,
        resolutions.headline_claim_id
    from {{ ref("int_fact_claims") }} as claims
    inner join {{ ref("int_fact_resolutions") }} as resolutions
        on claims.fact_id = resolutions.fact_id
    where claims.is_evidence

),

-- A date that one mention fixes is used for the fact: a whole horizon before
-- an open one, the headline's first.
horizons as (

    select
        fact_id,
        horizon_start,
        horizon_end,
        horizon_months
    from claims
    qualify
        row_number() over (
            partition by fact_id
            order by
                (horizon_start is not null)::integer
                + (horizon_end is not null)::integer desc,
                horizon_months is not null desc,
                claim_id = headline_claim_id desc,
                published_on nulls last,
                claim_id
        ) = 1

),

firsts as (

    select
        fact_id,
        first(attributed_to_entity_id order by published_on nulls last, claim_id)
        filter (attributed_to_entity_id is not null)
            as attributed_to_entity_id,
        first(attributed_to order by published_on nulls last, claim_id)
        filter (attributed_to_entity_id is not null) as attributed_to,
        first(topic order by published_on nulls last, claim_id)
        filter (topic is not null) as topic,
        first(metric order by published_on nulls last, claim_id)
        filter (metric is not null) as metric,
        first(
            object_entity_id
            order by is_headline, published_on nulls last, claim_id
        )
        filter (object_entity_id is not null) as object_entity_id,
        first(object_name order by is_headline, published_on nulls last, claim_id)
        filter (object_entity_id is not null) as object_name
    from claims
    group by fact_id

),

final as (

    select
        firsts.*,
        horizons.horizon_start,
        horizons.horizon_end,
        horizons.horizon_months
    from firsts
    inner join horizons on firsts.fact_id = horizons.fact_id

)

select * from final
