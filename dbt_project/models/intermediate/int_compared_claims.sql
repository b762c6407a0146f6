-- One row per pair of claims that may be one fact: in what they agree. First
-- what they say: kind, mood, subject, object and horizon; one side may leave
-- the subject or the object out. Then their amounts.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

compared as (

    select
        lefts.claim_id as left_claim_id,
        rights.claim_id as right_claim_id,
        lefts.origin_id as left_origin_id,
        rights.origin_id as right_origin_id,
        lefts.figure as left_figure,
        rights.figure as right_figure,
        lefts.article_version_id = rights.article_version_id as is_same_article,
        lefts.article_id = rights.article_id
        and lefts.article_version_id <> rights.article_version_id
            as is_other_version,
        lefts.story_id = rights.story_id as is_same_story,
        lefts.origin_id = rights.origin_id as is_same_origin,
        lefts.fact_type = rights.fact_type as is_same_type,
        -- Revenue, profit and loss of one sum are three facts; one text may
        -- leave out which it is.
        coalesce(lefts.metric = rights.metric, true)
        and (lefts.measure is not distinct from rights.measure)
        and (lefts.sign is not distinct from rights.sign) as is_same_metric,
        lefts.mood = rights.mood as is_same_mood,
        lefts.mood = rights.mood
        and (lefts.modality = rights.modality or lefts.is_priced_event)
            as is_comparable,
        coalesce(lefts.subject_entity_id = rights.subject_entity_id, false)
            as is_same_subject,
        (
            lefts.subject_entity_id is not distinct from rights.subject_entity_id
        ) as is_subject_alike,
        coalesce(lefts.subject_entity_id <> rights.subject_entity_id, false)
            as is_other_subject,
        (
            lefts.object_entity_id is not distinct from rights.object_entity_id
        ) as is_same_object,
        coalesce(lefts.object_entity_id <> rights.object_entity_id, false)
            as is_other_object,
        list_has_any(lefts.topics, rights.topics)
        or (len(lefts.topics) = 0 and len(rights.topics) = 0)
            as is_same_topic,
        (lefts.currency is not distinct from rights.currency)
        and lefts.figure = rights.figure
        and coalesce(lefts.amount_high = rights.amount_high, true)
            as is_same_amount,
        coalesce(
            lefts.currency <> rights.currency
            and abs(lefts.figure_usd - rights.figure_usd)
            <= least(
                0.1,
                0.02 + greatest(
                    lefts.rounding / lefts.figure,
                    rights.rounding / rights.figure
                )
            ) * greatest(lefts.figure_usd, rights.figure_usd),
            false
        ) as is_converted_amount,
        lefts.fact_type in ('acquisition', 'stake_purchase')
        and coalesce(
            lefts.object_entity_id = rights.object_entity_id
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("copy_days") }},
            false
        ) as is_one_deal,
        -- "More than 200 million" and, on the same days, 210 million.
        coalesce(
            lefts.is_priced_event
            and lefts.currency = rights.currency
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("event_days") }}
            and (
                (
                    lefts.bound in ('more_than', 'at_least')
                    and rights.figure between lefts.figure
                    and lefts.figure * {{ var("conflict_spread") }}
                )
                or (
                    rights.bound in ('more_than', 'at_least')
                    and lefts.figure between rights.figure
                    and rights.figure * {{ var("conflict_spread") }}
                )
            ),
            false
        ) as is_near_amount,
        {{ horizons_agree("lefts", "rights") }} as is_same_horizon
    from {{ ref("int_claim_candidates") }} as candidates
    inner join claims as lefts on candidates.left_number = lefts.claim_number
    inner join claims as rights
        on candidates.right_number = rights.claim_number

),

-- Who and on what agree, where one text may leave either out. Translations
-- pick one of several places each.
pairs as (

    select
        *,
        not is_other_subject
        and (not is_other_object or (is_same_origin and not is_same_article))
            as is_agreed
    from compared

),

matched as (

    select
        *,
        is_agreed
        and is_same_metric
        and is_same_mood
        and case
            when not is_same_type
                then
                    is_same_amount
                    and is_same_origin
                    and not is_same_article
                    and is_same_subject
            when is_same_story then is_same_amount or is_converted_amount
            else
                is_same_amount
                and is_same_subject
                and is_same_object
                and is_same_topic
        end as is_match
    from pairs

)

select * from matched
