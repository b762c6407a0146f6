with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

groups as (

    select * from {{ ref("int_article_groups") }}

),

languages as (

    select * from {{ ref("int_origin_languages") }}

),

members as (

    select
        articles.*,
        groups.story_id,
        groups.syndication_group_id,
        groups.origin_id,
        groups.is_oversized,
        languages.original_language,
        coalesce(articles.language = languages.home_language, false)
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
    inner join languages on groups.origin_id = languages.origin_id

),

ranked as (

    select
        *,
        first_value(article_version_id) over origin_order
            as original_article_version_id,
        first_value(independence_group) over origin_order
            as original_independence_group,
        min(independence_group) over (
            partition by origin_id
        ) as any_independence_group
    from members
    window origin_order as (
        partition by origin_id
        order by
            coalesce(
                language = original_language, false
            ) desc,
            is_second_hand,
            is_newest_version desc,
            published_on nulls last,
            article_version_id
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
