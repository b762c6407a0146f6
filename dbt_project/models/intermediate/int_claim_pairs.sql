-- Pairs of claims that are one fact, or must not become one. First what they
-- say: kind, mood, subject, object and horizon; one side may leave the subject
-- or the object out. Amounts are compared last, so a conflict can be seen.
with accepted as (

    select
        *,
        -- What is denied or forecast is never what was done or promised; a
        -- withdrawn figure is what the one in its place is.
        case
            when coalesce(corrected_to_modality, modality) in ('denied', 'forecast')
                then coalesce(corrected_to_modality, modality)
            else 'stated'
        end as mood,
        -- One event has one price, however firmly each text puts it.
        fact_type in (
            'acquisition', 'stake_purchase', 'funding_round', 'contract',
            'penalty'
        ) as is_priced_event,
        -- Half a unit of the last digit that the words give, for rounded figures.
        cast(
            0.5 * power(
                10,
                length(cast(trunc(figure) as varchar))
                - length(rtrim(cast(trunc(figure) as varchar), '0'))
            ) as decimal(38, 4)
        ) as rounding
    from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

echoes as (

    select * from {{ ref("int_headline_echoes") }}

),

claims as (

    select accepted.*
    from accepted
    anti join echoes on accepted.claim_id = echoes.claim_id

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

valued as (

    select
        claims.*,
        case
            when claims.currency = 'USD' then claims.figure
            else
                {{ convert_amount(
                    "claims.figure",
                    "conversions.native_rate",
                    "conversions.usd_rate",
                ) }}
        end as figure_usd
    from claims
    left join conversions
        on
            claims.currency = conversions.currency
            and claims.dated_on = conversions.as_of_on

),

-- Claims of one kind in one story or of one subject, and equal amounts of one
-- report, where a translation may have been read as another kind.
candidates as (

    select
        lefts.claim_id as left_claim_id,
        rights.claim_id as right_claim_id
    from claims as lefts
    inner join claims as rights
        on
            lefts.story_id = rights.story_id
            and lefts.fact_type = rights.fact_type
            and lefts.claim_id < rights.claim_id
    union
    select
        lefts.claim_id as left_claim_id,
        rights.claim_id as right_claim_id
    from claims as lefts
    inner join claims as rights
        on
            lefts.subject_entity_id = rights.subject_entity_id
            and lefts.fact_type = rights.fact_type
            and lefts.claim_id < rights.claim_id
    union
    select
        lefts.claim_id as left_claim_id,
        rights.claim_id as right_claim_id
    from claims as lefts
    inner join claims as rights
        on
            lefts.origin_id = rights.origin_id
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure
            and lefts.claim_id < rights.claim_id

),

compared as (

    select
        candidates.*,
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
    from candidates
    inner join valued as lefts on candidates.left_claim_id = lefts.claim_id
    inner join valued as rights on candidates.right_claim_id = rights.claim_id

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

),

linked as (

    select
        left_claim_id,
        right_claim_id,
        case
            when is_same_amount then 'same_amount'
            else 'converted_amount'
        end as method,
        'same' as verdict,
        case
            when not is_same_type then 0.75
            when is_same_amount and is_same_story and is_same_subject then 1.0
            when is_same_amount and is_same_subject then 0.9
            when is_same_amount then 0.85
            else 0.8
        end as score
    from matched
    where is_match and is_same_horizon
    union all
    select
        least(claim_id, echoed_claim_id) as left_claim_id,
        greatest(claim_id, echoed_claim_id) as right_claim_id,
        'headline' as method,
        'same' as verdict,
        1.0 as score
    from echoes
    union all
    select
        left_claim_id,
        right_claim_id,
        if(is_same_story, 'same_story', 'distinctive_signal') as method,
        'same' as verdict,
        if(is_same_story, 0.7, 0.6) as score
    from rivals
    union all
    -- Kept apart, lest a claim that leaves something out joins two that disagree.
    select
        left_claim_id,
        right_claim_id,
        case
            when not is_same_type then 'fact_type'
            when not is_same_metric then 'metric'
            when not is_same_mood then 'modality'
            when not is_agreed then 'parties'
            else 'horizon'
        end as method,
        'different' as verdict,
        1.0 as score
    from matched
    where
        (is_match and not is_same_horizon)
        or (
            not is_match
            and is_same_amount
            and (is_same_article or (is_same_story and is_same_type))
        )

),

judged as (

    select
        lefts.claim_id as judged_left_id,
        rights.claim_id as judged_right_id,
        judgements.verdict
    from {{ ref("judgements") }} as judgements
    inner join {{ ref("stg_landing__money") }} as left_money
        on
            judgements.left_article_version_id = left_money.article_version_id
            and judgements.left_start = left_money.core_start
            and judgements.left_end = left_money.core_end
    inner join {{ ref("stg_landing__money") }} as right_money
        on
            judgements.right_article_version_id = right_money.article_version_id
            and judgements.right_start = right_money.core_start
            and judgements.right_end = right_money.core_end
    inner join accepted as lefts
        on left_money.money_mention_id = lefts.money_mention_id
    inner join accepted as rights
        on right_money.money_mention_id = rights.money_mention_id
    where judgements.kind = 'claim'

),

judgements as (

    select distinct
        least(judged_left_id, judged_right_id) as left_claim_id,
        greatest(judged_left_id, judged_right_id) as right_claim_id,
        'judgement' as method,
        verdict,
        1.0 as score
    from judged
    where judged_left_id <> judged_right_id

),

-- A judgement replaces whatever the signals say of the pair.
final as (

    select
        coalesce(judgements.left_claim_id, linked.left_claim_id)
            as left_claim_id,
        coalesce(judgements.right_claim_id, linked.right_claim_id)
            as right_claim_id,
        coalesce(judgements.method, linked.method) as method,
        coalesce(judgements.verdict, linked.verdict) as verdict,
        cast(coalesce(judgements.score, linked.score) as decimal(9, 6))
            as score
    from linked
    full outer join judgements
        on
            linked.left_claim_id = judgements.left_claim_id
            and linked.right_claim_id = judgements.right_claim_id

)

select * from final
