-- Pairs of claims that give one thing different amounts: a conflict of two
-- texts, or one's slip of scale, which is one fact, and shown.
with matches as (

    select * from {{ ref("int_claim_matches") }}

),

-- A figure that the other text repeats is no conflict with its other figures.
partnered as (

    select distinct
        left_claim_id as claim_id,
        right_origin_id as origin_id
    from matches
    where is_match
    union
    select distinct
        right_claim_id as claim_id,
        left_origin_id as origin_id
    from matches
    where is_match

),

-- A text that takes back a figure of another tells of a change: what else
-- differs between them has changed as well.
revised as (

    select distinct
        unnest([
            struct_pack(
                l := left_article_version_id, r := right_article_version_id
            ),
            struct_pack(
                l := right_article_version_id, r := left_article_version_id
            )
        ]) as articles,
        left_fact_type as fact_type
    from matches
    where is_match and is_left_taken_back <> is_right_taken_back

),

unmatched as (

    select matches.*
    from matches
    left join partnered as left_partners
        on
            matches.left_claim_id = left_partners.claim_id
            and matches.right_origin_id = left_partners.origin_id
    left join partnered as right_partners
        on
            matches.right_claim_id = right_partners.claim_id
            and matches.left_origin_id = right_partners.origin_id
    anti join revised
        on
            matches.left_article_version_id = revised.articles.l
            and matches.right_article_version_id = revised.articles.r
            and matches.left_fact_type = revised.fact_type
    where
        not matches.is_match
        and not matches.is_same_amount
        and matches.is_same_type
        and matches.is_same_metric
        and matches.is_comparable
        and matches.is_subject_alike
        and matches.is_agreed
        and matches.is_same_horizon
        and matches.is_of_one_rank
        and not matches.is_other_topic
        and not matches.is_same_article
        and (not matches.is_same_origin or matches.is_other_version)
        and (
            matches.is_within_reach
            or matches.is_slip_of_scale
            or matches.is_mended
        )
        and (
            matches.is_same_story
            or (
                matches.is_same_subject
                and (matches.is_one_deal or matches.is_near_amount)
            )
        )
        and left_partners.claim_id is null
        and right_partners.claim_id is null

),

-- Of several figures that are left, the headline's is what the text is about; a
-- slip that keeps all digits is plainer than either.
weighed as (

    select
        *,
        case
            when is_slip_of_scale then 2
            when is_left_headlined and is_right_headlined then 1
            else 0
        end as weight
    from unmatched

),

heaviest as (

    select *
    from weighed
    qualify
        weight = max(weight) over (partition by left_claim_id, right_origin_id)
        and weight = max(weight) over (
            partition by right_claim_id, left_origin_id
        )

),

-- Two figures conflict only if neither text has another one left to pair.
rivals as (

    select *
    from heaviest
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
    is_same_story,
    is_slip_of_scale
from rivals
