-- Pairs of claims that give one thing different amounts: a conflict of two
-- texts, which is one fact, and shown.
with matched as (

    select * from {{ ref("int_compared_claims") }}

),

-- A figure that the other text repeats is no conflict with its other figures.
partnered as (

    select distinct
        left_claim_id as claim_id,
        right_origin_id as origin_id
    from matched
    where is_match
    union
    select distinct
        right_claim_id as claim_id,
        left_origin_id as origin_id
    from matched
    where is_match

),

unmatched as (

    select matched.*
    from matched
    left join partnered as left_partners
        on
            matched.left_claim_id = left_partners.claim_id
            and matched.right_origin_id = left_partners.origin_id
    left join partnered as right_partners
        on
            matched.right_claim_id = right_partners.claim_id
            and matched.left_origin_id = right_partners.origin_id
    where
        not matched.is_match
        and not matched.is_same_amount
        and matched.is_same_type
        and matched.is_same_metric
        and matched.is_comparable
        and matched.is_subject_alike
        and (matched.is_same_object or matched.is_agreed)
        and matched.is_same_horizon
        and matched.is_same_topic
        and not matched.is_same_article
        and (not matched.is_same_origin or matched.is_other_version)
        and (
            matched.is_same_story
            or (
                matched.is_same_subject
                and (matched.is_one_deal or matched.is_near_amount)
            )
        )
        and left_partners.claim_id is null
        and right_partners.claim_id is null

),

-- Two figures conflict only if neither text has another one left to pair.
rivals as (

    select *
    from unmatched
    qualify
        count(distinct right_figure) over (
            partition by left_claim_id, right_origin_id
        ) = 1
        and count(distinct left_figure) over (
            partition by right_claim_id, left_origin_id
        ) = 1

)

select
    left_claim_id,
    right_claim_id,
    is_same_story
from rivals
