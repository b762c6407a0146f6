-- One row per claim with its amount, its entities and whether it may reach a
-- fact. Rejected claims stay, with the reason.
with claims as (

    select * from {{ ref("stg_landing__claims") }}

),

mentions as (

    select * from {{ ref("int_money_mentions") }}

),

articles as (

    select * from {{ ref("int_articles") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

titles as (

    select * from {{ ref("stg_landing__zones") }}
    where zone = 'title'

),

identified as (

    select
        {{ hash_id([
            "claims.article_version_id",
            "mentions.core_start",
            "mentions.core_end",
            "claims.ordinal",
        ]) }} as claim_id,
        mentions.money_mention_id,
        mentions.currency,
        mentions.amount_low,
        mentions.amount_high,
        mentions.amount_point,
        mentions.bound,
        mentions.zone_final,
        mentions.demoted_reason,
        mentions.restates_mention_id,
        titles.zone_start is not null as is_headline,
        claims.*
    from claims
    inner join mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    left join titles
        on
            claims.article_version_id = titles.article_version_id
            and mentions.core_start between titles.zone_start
            and titles.zone_end - 1

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
        objects.entity_id as object_entity_id,
        objects.name as object_name,
        sources.entity_id as attributed_to_entity_id,
        sources.name as attributed_to,
        claims.topic,
        coalesce(string_split(claims.topic, '+'), cast([] as varchar[])) as topics,
        claims.modality,
        claims.hedge,
        claims.horizon_start,
        claims.horizon_end,
        claims.horizon_months,
        claims.part_of_ordinal,
        whole.claim_id as part_of_claim_id,
        claims.confidence,
        claims.parties,

        -- of which amount
        claims.currency,
        claims.amount_low,
        claims.amount_high,
        claims.amount_point,
        {{ amount_of("claims") }} as figure,
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
    from identified as claims
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
    left join identified as whole
        on
            claims.article_version_id = whole.article_version_id
            and claims.part_of_ordinal = whole.ordinal
            and claims.ordinal <> whole.ordinal

)

select * from final
