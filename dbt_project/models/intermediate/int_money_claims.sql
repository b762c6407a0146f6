-- One row per claim with its amount, its entities and whether it may reach a
-- fact. Rejected claims stay, with the reason.
with claims as (

    select * from {{ ref("int_claim_amounts") }}

),

articles as (

    select * from {{ ref("int_articles") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

final as (

    select
        claims.claim_id,
        claims.money_mention_id,
        claims.article_version_id,
        claims.ordinal,

        -- what it says
        claims.fact_type,
        subjects.entity_id as subject_entity_id,
        subjects.name as subject_name,
        subjects.entity_type as subject_type,
        objects.entity_id as object_entity_id,
        objects.name as object_name,
        objects.entity_type as object_type,
        sources.entity_id as attributed_to_entity_id,
        sources.name as attributed_to,
        claims.topic,
        coalesce(string_split(claims.topic, '+'), cast([] as varchar[])) as topics,
        claims.modality,
        claims.measure,
        claims.metric,
        claims.sign,
        claims.hedge,
        claims.horizon_start,
        claims.horizon_end,
        claims.horizon_months,
        claims.part_of_claim_id,
        claims.corrected_to_claim_id,
        claims.corrected_to_modality,
        claims.confidence,
        claims.parties,

        -- of which amount
        claims.currency,
        claims.amount_low,
        claims.amount_high,
        claims.amount_point,
        claims.figure,
        claims.bound,

        -- where it stands
        claims.is_headline,
        articles.article_id,
        articles.language,
        articles.story_id,
        articles.origin_id,
        articles.independence_id,
        articles.published_on,
        articles.published_not_after,
        articles.dated_on,
        articles.status as article_status,
        coalesce(articles.reported_status = 'corrected', false) as is_notice,
        coalesce(articles.language = articles.original_language, false)
            as is_in_original_language,

        case
            when claims.zone_final <> 'body'
                then coalesce(claims.demoted_reason, 'outside the article')
            when claims.restates_mention_id is not null
                then 'restates another amount'
            when articles.status = 'quarantined' then articles.status_reason
            when claims.fact_type = 'other' and subjects.entity_id is null
                then 'an amount in passing, of nothing named'
        end as rejected_reason
    from claims
    inner join articles
        on claims.article_version_id = articles.article_version_id
    left join names as subjects
        on
            claims.article_version_id = subjects.article_version_id
            and lower(trim(claims.subject_name)) = subjects.name_folded
    left join names as objects
        on
            claims.article_version_id = objects.article_version_id
            and lower(trim(claims.object_name)) = objects.name_folded
    left join names as sources
        on
            claims.article_version_id = sources.article_version_id
            and lower(trim(claims.attributed_to_name)) = sources.name_folded

)

select * from final
