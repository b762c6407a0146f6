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

-- A draft and what was passed, of one period, in one text.
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

-- Figures that a text sets aside, by taking them back or by what was passed.
set_aside as (

    select claim_number
    from claims
    where is_taken_back
    union
    select old_number as claim_number
    from passed

),

told as (

    select
        left_number as old_number,
        right_number as new_number
    from matches
    union all
    select
        right_number as old_number,
        left_number as new_number
    from matches

),

-- The texts of which the second sets aside what the first tells.
revisions as (

    select distinct
        olds.article_version_id as old_article,
        news.article_version_id as new_article
    from told
    inner join claims as olds on told.old_number = olds.claim_number
    inner join claims as news on told.new_number = news.claim_number
    semi join set_aside as asides on told.new_number = asides.claim_number
    anti join set_aside as others on told.old_number = others.claim_number
    where coalesce(olds.dated_on <= news.dated_on, true)

),

-- Told in both texts, or put in the place of something: settled.
repeated as (

    select
        told.old_number as claim_number,
        others.article_version_id as other_article
    from told
    inner join claims as others on told.new_number = others.claim_number

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

    select * from passed
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
