-- One row per pair of claims that may be one fact, and whether what they say and
-- their amounts make them one. In one story an amount may be rounded or
-- converted; apart from that, the same amount of the same subject meets across
-- weeks: what is told alike whenever, else the longer apart the more digits it has.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

pairs as (

    select
        said.*,
        amounts.* exclude (left_number, right_number), -- noqa: RF02
        lefts.claim_id as left_claim_id,
        rights.claim_id as right_claim_id,
        lefts.article_version_id as left_article_version_id,
        rights.article_version_id as right_article_version_id,
        lefts.fact_type as left_fact_type,
        lefts.origin_id as left_origin_id,
        rights.origin_id as right_origin_id,
        lefts.is_taken_back as is_left_taken_back,
        rights.is_taken_back as is_right_taken_back,
        lefts.is_headlined as is_left_headlined,
        rights.is_headlined as is_right_headlined,
        lefts.modality = rights.modality as is_same_modality,
        said.is_other_version
        or (lefts.article_status = 'corrected' and rights.is_notice)
        or (rights.article_status = 'corrected' and lefts.is_notice) as is_mended,
        lefts.is_of_its_day,
        -- What is denied or taken back is called to mind as such.
        said.is_told_alike
        or coalesce(
            said.days_apart <= case
                when lefts.is_of_its_day then {{ var("story_days") }}
                when
                    amounts.digits >= 2
                    or 'denied' in (lefts.modality, rights.modality)
                    then {{ var("memory_days") }}
                else {{ var("copy_days") }}
            end,
            amounts.digits >= 3 and not lefts.is_of_its_day
        ) as is_within_memory
    from {{ ref("int_compared_claims") }} as said
    inner join {{ ref("int_compared_amounts") }} as amounts
        on
            said.left_number = amounts.left_number
            and said.right_number = amounts.right_number
    inner join claims as lefts on said.left_number = lefts.claim_number
    inner join claims as rights on said.right_number = rights.claim_number

),

final as (

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
            when is_same_article then is_same_amount
            when is_same_story
                then is_same_amount or is_converted_amount or is_rounded_amount
            when
                not is_same_subject
                and not (is_close_subject and has_party_in_common)
                then false
            when is_same_amount
                then
                    is_within_memory
                    and (not is_other_topic or digits >= 3)
                    and (not is_other_region or digits >= 2)
            else
                (is_converted_amount or is_rounded_amount)
                and not is_other_topic
                and not is_of_its_day
                and coalesce(days_apart <= {{ var("event_days") }}, false)
        end as is_match
    from pairs

)

select * from final
