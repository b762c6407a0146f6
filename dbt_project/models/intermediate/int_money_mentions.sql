with mentions as (

    select * from {{ ref("stg_landing__money") }}

),

demoted_zones as (

    select * from {{ ref("int_demoted_zones") }}

),

demoted_mentions as (

    select
        mentions.money_mention_id,
        min(demoted_zones.demoted_reason) as demoted_reason
    from mentions
    inner join demoted_zones
        on
            mentions.article_version_id = demoted_zones.article_version_id
            and mentions.core_start >= demoted_zones.zone_start
            and mentions.core_end <= demoted_zones.zone_end
    where mentions.zone_read = 'body'
    group by mentions.money_mention_id

),

zoned as (

    select
        mentions.*,
        case
            when demoted_mentions.money_mention_id is null
                then mentions.zone_read
            else 'boilerplate'
        end as zone_final,
        demoted_mentions.demoted_reason,
        restated.money_mention_id as restates_mention_id
    from mentions
    left join demoted_mentions
        on mentions.money_mention_id = demoted_mentions.money_mention_id
    left join mentions as restated
        on
            mentions.article_version_id = restated.article_version_id
            and mentions.restates_ordinal = restated.ordinal

)

select * from zoned
