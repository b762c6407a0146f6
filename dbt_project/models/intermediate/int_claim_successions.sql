-- One row per claim and the claim whose figure has taken its place, though no
-- text says so of these two: a budget passed after the draft that the same text
-- tells, and what else has changed where a text takes a figure of another back.
with claims as (

    select
        *,
        coalesce(
            horizon_start is not null and horizon_end is not null, false
        ) as has_period
    from {{ ref("int_comparable_claims") }}

),

matches as (

    select * from {{ ref("int_claim_matches") }}
    where is_match and not is_same_article

),

set_aside as (

    select * from {{ ref("int_claims_set_aside") }}

),

revisions as (

    select * from {{ ref("int_article_revisions") }}

),

-- Told in both texts, or put in the place of something: settled.
repeated as (

    select
        matches.left_number as claim_number,
        others.article_version_id as other_article
    from matches
    inner join claims as others on matches.right_number = others.claim_number
    union
    select
        matches.right_number as claim_number,
        others.article_version_id as other_article
    from matches
    inner join claims as others on matches.left_number = others.claim_number

),

replacing as (

    select corrected_to_claim_id as claim_id
    from claims
    where is_taken_back

),

changed as (

    select
        olds.claim_number as old_number,
        news.claim_number as new_number
    from revisions
    inner join claims as olds on revisions.old_article = olds.article_version_id
    inner join claims as news
        on
            revisions.new_article = news.article_version_id
            and olds.fact_type = news.fact_type
            and olds.currency = news.currency
            and (olds.metric is not distinct from news.metric)
            and olds.measure = news.measure
            and olds.sign = news.sign
            and olds.mood = news.mood
            and (
                olds.subject_entity_id = news.subject_entity_id
                or olds.fact_type = 'government_budget'
            )
            and not coalesce(
                olds.object_entity_id <> news.object_entity_id
                and olds.object_type = 'LOC'
                and news.object_type = 'LOC',
                false
            )
            and olds.part_of_claim_id is null = (news.part_of_claim_id is null)
            and olds.figure <> news.figure
            and greatest(olds.figure, news.figure)
            <= {{ var("rival_spread") }} * least(olds.figure, news.figure)
    anti join repeated as old_repeats
        on
            olds.claim_number = old_repeats.claim_number
            and revisions.new_article = old_repeats.other_article
    anti join repeated as new_repeats
        on
            news.claim_number = new_repeats.claim_number
            and revisions.old_article = new_repeats.other_article
    anti join replacing on news.claim_id = replacing.claim_id
    anti join set_aside as old_asides
        on olds.claim_number = old_asides.claim_number
    anti join set_aside as new_asides
        on news.claim_number = new_asides.claim_number
    where
        olds.mood <> 'denied'
        -- Of what is done each time anew, another figure is another thing.
        and (olds.modality <> 'done' or (olds.has_period and news.has_period))
        and (olds.measure = 'per_unit' or not olds.is_of_its_day)
        and {{ horizons_agree("olds", "news") }}
    qualify
        count(distinct news.figure) over (
            partition by olds.claim_number, news.article_version_id
        ) = 1
        and count(distinct olds.figure) over (
            partition by news.claim_number, olds.article_version_id
        ) = 1

),

numbered as (

    select
        claim_number as old_number,
        passed_number as new_number
    from set_aside
    where passed_number is not null
    union
    select * from changed

),

final as (

    select
        olds.claim_id,
        news.claim_id as successor_claim_id
    from numbered
    inner join claims as olds on numbered.old_number = olds.claim_number
    inner join claims as news on numbered.new_number = news.claim_number
    qualify
        row_number() over (
            partition by olds.claim_id
            order by news.dated_on desc nulls last, news.claim_id
        ) = 1

)

select * from final
