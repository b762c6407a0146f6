-- One row per fact that is part of another or has given way to another: which.
-- Most of its claims decide.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

named as (

    select
        parts.fact_id,
        'whole' as relation,
        wholes.fact_id as other_fact_id
    from claims as parts
    inner join claims as wholes on parts.part_of_claim_id = wholes.claim_id
    where parts.is_evidence and parts.fact_id <> wholes.fact_id
    union all
    select
        olds.fact_id,
        'successor' as relation,
        news.fact_id as other_fact_id
    from claims as olds
    inner join claims as news on olds.corrected_to_claim_id = news.claim_id
    where olds.is_taken_back and olds.fact_id <> news.fact_id
    union all
    select
        olds.fact_id,
        'successor' as relation,
        news.fact_id as other_fact_id
    from {{ ref("int_claim_successions") }} as successions
    inner join claims as olds on successions.claim_id = olds.claim_id
    inner join claims as news
        on successions.successor_claim_id = news.claim_id
    where olds.fact_id <> news.fact_id

),

chosen as (

    select
        fact_id,
        relation,
        other_fact_id
    from named
    group by fact_id, relation, other_fact_id
    qualify
        row_number() over (
            partition by fact_id, relation
            order by count(*) desc, other_fact_id
        ) = 1

),

final as (

    select
        fact_id,
        max(other_fact_id) filter (relation = 'whole') as part_of_fact_id,
        max(other_fact_id) filter (relation = 'successor')
            as superseded_by_fact_id
    from chosen
    group by fact_id

)

select * from final
