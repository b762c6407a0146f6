-- One row per claim whose figure its own text sets aside: it takes it back, or
-- tells beside the draft of a budget the one that was passed, of one period.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

passed as (

    select
        drafts.claim_number as old_number,
        laws.claim_number as new_number
    from claims as drafts
    inner join claims as laws
        on
            drafts.article_version_id = laws.article_version_id
            and drafts.horizon_start = laws.horizon_start
            and drafts.horizon_end = laws.horizon_end
            and drafts.currency = laws.currency
            and drafts.figure <> laws.figure
            and drafts.measure = laws.measure
            and (drafts.object_entity_id is not distinct from laws.object_entity_id)
            and greatest(drafts.figure, laws.figure)
            <= {{ var("rival_spread") }} * least(drafts.figure, laws.figure)
            and drafts.part_of_claim_id is null
            and laws.part_of_claim_id is null
    where
        drafts.fact_type = 'government_budget'
        and laws.fact_type = 'government_budget'
        and drafts.modality = 'planned'
        and laws.modality in ('committed', 'done')
    qualify
        count(*) over (partition by drafts.claim_number) = 1
        and count(*) over (partition by laws.claim_number) = 1

),

final as (

    select
        claims.claim_number,
        passed.new_number as passed_number
    from claims
    left join passed on claims.claim_number = passed.old_number
    where claims.is_taken_back or passed.new_number is not null

)

select * from final
