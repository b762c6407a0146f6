-- One row per claim with its id, its amount, the claim whose amount contains
-- this one and the claim that the text itself puts in its place.
with claims as (

    select * from {{ ref("stg_landing__claims") }}

),

mentions as (

    select * from {{ ref("int_money_mentions") }}

),

-- Amounts that stand in a title.
headlines as (

    select distinct mentions.money_mention_id
    from {{ ref("stg_landing__zones") }} as titles
    inner join mentions
        on
            titles.article_version_id = mentions.article_version_id
            and mentions.core_start between titles.zone_start
            and titles.zone_end - 1
    where titles.zone = 'title'

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
        {{ amount_of("mentions") }} as figure,
        mentions.bound,
        mentions.zone_final,
        mentions.demoted_reason,
        mentions.restates_mention_id,
        headlines.money_mention_id is not null as is_headline,
        claims.* replace (
            if(mentions.sign = 'minus', 'minus', claims.sign) as sign,
            -- Only a figure that the text takes back has another in its place.
            if(claims.modality = 'denied', claims.corrected_to_ordinal, null)
                as corrected_to_ordinal
        )
    from claims
    inner join mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    left join headlines
        on mentions.money_mention_id = headlines.money_mention_id

),

final as (

    select
        claims.*,
        wholes.claim_id as part_of_claim_id,
        corrections.claim_id as corrected_to_claim_id,
        corrections.modality as corrected_to_modality
    from identified as claims
    left join identified as wholes
        on
            claims.article_version_id = wholes.article_version_id
            and claims.part_of_ordinal = wholes.ordinal
            and claims.ordinal <> wholes.ordinal
    left join identified as corrections
        on
            claims.article_version_id = corrections.article_version_id
            and claims.corrected_to_ordinal = corrections.ordinal
            and claims.ordinal <> corrections.ordinal

)

select * from final
