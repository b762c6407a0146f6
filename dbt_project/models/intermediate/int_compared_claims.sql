-- One row per pair of claims that may be one fact: in what they agree, apart from
-- their amounts. One side may leave out what the other tells.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

compared as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number,
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
        -- A denial is of whatever was said.
        lefts.mood = rights.mood or 'denied' in (lefts.mood, rights.mood)
            as is_same_mood,
        lefts.mood = rights.mood
        and lefts.mood <> 'denied'
        and not lefts.is_taken_back
        and not rights.is_taken_back
        and (
            lefts.modality = rights.modality
            or lefts.is_priced_event
            or 'reported' in (lefts.modality, rights.modality)
        ) as is_comparable,
        coalesce(lefts.subject_entity_id = rights.subject_entity_id, false)
            as is_same_subject,
        (
            lefts.subject_entity_id is not distinct from rights.subject_entity_id
        ) as is_subject_alike,
        -- A company and its parent, a name and its short form; and one state's
        -- money, whichever of its bodies is named.
        coalesce(
            lefts.subject_parent_id = rights.subject_entity_id
            or rights.subject_parent_id = lefts.subject_entity_id,
            false
        )
        or coalesce(
            {{ begins_with_name("lefts.subject_folded", "rights.subject_folded") }}
            or {{ begins_with_name("rights.subject_folded", "lefts.subject_folded") }},
            false
        )
        or (
            lefts.fact_type = 'government_budget'
            and not coalesce(
                lefts.subject_type = 'LOC' and rights.subject_type = 'LOC', false
            )
        ) as is_close_subject,
        coalesce(lefts.subject_entity_id <> rights.subject_entity_id, false)
            as is_named_otherwise,
        list_has_any(lefts.party_ids, rights.party_ids) as has_party_in_common,
        (
            lefts.object_entity_id is not distinct from rights.object_entity_id
        ) as is_same_object,
        -- A thing has many names. A target or a place has few: these disagree.
        coalesce(
            lefts.object_entity_id <> rights.object_entity_id
            and (
                lefts.article_version_id = rights.article_version_id
                or lefts.fact_type in ('acquisition', 'stake_purchase')
                or (
                    lefts.object_type = 'LOC'
                    and rights.object_type = 'LOC'
                    and lefts.object_country <> rights.object_country
                )
            ),
            false
        ) as is_other_object,
        -- Two places of one country: one may lie in the other.
        coalesce(
            lefts.object_entity_id <> rights.object_entity_id
            and lefts.object_type = 'LOC'
            and rights.object_type = 'LOC',
            false
        ) as is_other_region,
        len(lefts.topics) > 0
        and len(rights.topics) > 0
        and not list_has_any(lefts.topics, rights.topics) as is_other_topic,
        (
            lefts.object_entity_id is not distinct from rights.object_entity_id
        )
        and (
            list_has_any(lefts.topics, rights.topics)
            or (len(lefts.topics) = 0 and len(rights.topics) = 0)
        ) as is_told_alike,
        lefts.part_of_claim_id is null = (rights.part_of_claim_id is null)
            as is_of_one_rank,
        coalesce(lefts.corrected_to_claim_id = rights.claim_id, false)
        or coalesce(rights.corrected_to_claim_id = lefts.claim_id, false)
            as is_correction,
        abs(lefts.dated_on - rights.dated_on) as days_apart,
        {{ horizons_agree("lefts", "rights") }} as is_same_horizon
    from {{ ref("int_claim_candidates") }} as candidates
    inner join claims as lefts on candidates.left_number = lefts.claim_number
    inner join claims as rights
        on candidates.right_number = rights.claim_number

),

-- Who and on what agree. Translations pick one of several places each.
final as (

    select
        *,
        not (
            is_named_otherwise
            and (
                is_same_article
                or not is_close_subject
                or not (is_same_story or has_party_in_common)
            )
        )
        and (not is_other_object or (is_same_origin and not is_same_article))
            as is_agreed
    from compared

)

select * from final
