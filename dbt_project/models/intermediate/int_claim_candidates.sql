-- Pairs of claims that may be one fact: of one kind in one story; of one
-- subject, kind and amount; a priced event of one subject within days; a deal
-- over one object within months; and equal amounts of one report, where a
-- translation may have been read as another kind.
with claims as (

    select
        *,
        {{ day_block("dated_on", var("event_days")) }} as day_block
    from {{ ref("int_comparable_claims") }}

),

near_blocks as (

    select
        *,
        unnest([day_block - 1, day_block, day_block + 1]) as near_block
    from claims
    where is_priced_event

),

of_one_story as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number
    from claims as lefts
    inner join claims as rights
        on
            lefts.story_id = rights.story_id
            and lefts.fact_type = rights.fact_type
            and lefts.claim_number < rights.claim_number

),

of_one_amount as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number
    from claims as lefts
    inner join claims as rights
        on
            lefts.subject_entity_id = rights.subject_entity_id
            and lefts.fact_type = rights.fact_type
            and (lefts.currency is not distinct from rights.currency)
            and lefts.figure = rights.figure
            and lefts.claim_number < rights.claim_number

),

of_near_days as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number
    from near_blocks as lefts
    inner join claims as rights
        on
            lefts.subject_entity_id = rights.subject_entity_id
            and lefts.fact_type = rights.fact_type
            and lefts.currency = rights.currency
            and lefts.near_block = rights.day_block
            and lefts.claim_number < rights.claim_number
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("event_days") }}

),

of_one_deal as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number
    from claims as lefts
    inner join claims as rights
        on
            lefts.subject_entity_id = rights.subject_entity_id
            and lefts.object_entity_id = rights.object_entity_id
            and lefts.fact_type = rights.fact_type
            and lefts.claim_number < rights.claim_number
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("copy_days") }}
    where lefts.fact_type in ('acquisition', 'stake_purchase')

),

of_one_report as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number
    from claims as lefts
    inner join claims as rights
        on
            lefts.origin_id = rights.origin_id
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure
            and lefts.claim_number < rights.claim_number

),

final as (

    select * from of_one_story
    union
    select * from of_one_amount
    union
    select * from of_near_days
    union
    select * from of_one_deal
    union
    select * from of_one_report

)

select * from final
