with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

groups as (

    select * from {{ ref("int_article_groups") }}

),

currencies as (

    select * from {{ ref("currencies") }}

),

amounts as (

    select * from {{ ref("int_money_mentions") }}
    where zone_final = 'body' and restates_ordinal is null

),

-- Between translations the original is in the language at home in the currency
-- that most amounts are in.
home_languages as (

    select
        groups.origin_id,
        currencies.home_language,
        count(*) as mentions
    from amounts
    inner join groups
        on amounts.article_version_id = groups.article_version_id
    inner join currencies on amounts.currency = currencies.currency
    where currencies.home_language is not null
    group by groups.origin_id, currencies.home_language
    qualify
        row_number() over (
            partition by groups.origin_id
            order by count(*) desc, currencies.home_language
        ) = 1

),

members as (

    select
        articles.*,
        groups.story_id,
        groups.syndication_group_id,
        groups.origin_id,
        groups.is_oversized,
        coalesce(articles.language = home_languages.home_language, false)
            as is_in_home_language,
        row_number() over (
            partition by articles.article_id
            order by articles.fetched_at desc, articles.article_version_id desc
        ) = 1 as is_newest_version,
        coalesce(
            articles.source_type in ('repost_board', 'rewrite', 'aggregator'),
            false
        ) as is_second_hand
    from articles
    inner join groups
        on articles.article_version_id = groups.article_version_id
    left join home_languages on groups.origin_id = home_languages.origin_id

),

origins as (

    select
        origin_id,
        count(distinct language) as languages,
        bool_or(is_in_home_language) as has_home_language,
        min(published_on) as first_published_on,
        count(distinct language) filter (
            where published_on is null
        ) as undated_languages
    from members
    group by origin_id

),

-- No home language among them: the language of the earliest day, if every text
-- has a day and one language alone has the earliest.
first_languages as (

    select
        members.origin_id,
        min(members.language) as language
    from members
    inner join origins on members.origin_id = origins.origin_id
    where
        members.published_on = origins.first_published_on
        and origins.undated_languages = 0
    group by members.origin_id
    having count(distinct members.language) = 1

),

original_languages as (

    select
        origins.origin_id,
        case
            when origins.languages <= 1 then any_value(members.language)
            when origins.has_home_language
                then
                    any_value(members.language) filter (
                        where members.is_in_home_language
                    )
            else any_value(first_languages.language)
        end as original_language
    from origins
    inner join members on origins.origin_id = members.origin_id
    left join first_languages
        on origins.origin_id = first_languages.origin_id
    group by
        origins.origin_id, origins.languages, origins.has_home_language

),

ranked as (

    select
        members.*,
        original_languages.original_language,
        first_value(members.article_version_id) over origin_order
            as original_article_version_id,
        first_value(members.independence_group) over origin_order
            as original_independence_group,
        min(members.independence_group) over (
            partition by members.origin_id
        ) as any_independence_group
    from members
    inner join original_languages
        on members.origin_id = original_languages.origin_id
    window origin_order as (
        partition by members.origin_id
        order by
            coalesce(
                members.language = original_languages.original_language, false
            ) desc,
            members.is_second_hand,
            members.is_newest_version desc,
            members.published_on nulls last,
            members.article_version_id
    )

),

notices as (

    select * from {{ ref("int_article_notices") }}

),

final as (

    select
        ranked.*,
        ranked.article_version_id = ranked.original_article_version_id
            as is_original,
        case
            when ranked.language <> ranked.original_language
                then ranked.original_article_version_id
        end as translation_of,
        coalesce(
            ranked.original_independence_group,
            ranked.any_independence_group,
            ranked.origin_id
        ) as independence_id,
        case
            when ranked.is_oversized then 'quarantined'
            when ranked.reported_status = 'retracted' then 'retracted'
            when not ranked.is_newest_version then 'corrected'
            else coalesce(notices.status, 'live')
        end as status,
        case
            when ranked.is_oversized
                then 'story has more than {{ var("story_limit") }} articles'
            when ranked.reported_status = 'retracted' then 'the page says so'
            when not ranked.is_newest_version
                then 'a newer version of the article'
            else notices.status_reason
        end as status_reason
    from ranked
    left join notices
        on ranked.article_version_id = notices.article_version_id

)

select * from final
