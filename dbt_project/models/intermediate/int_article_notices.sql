-- A notice of correction or withdrawal in a title speaks of the outlet's other
-- articles of the same story that are not newer.
with articles as (

    select
        articles.*,
        groups.story_id
    from {{ ref("stg_landing__articles") }} as articles
    inner join {{ ref("int_article_groups") }} as groups
        on articles.article_version_id = groups.article_version_id

),

notice_words as (

    select * from {{ ref("notice_words") }}

),

notices as (

    select
        articles.article_version_id,
        articles.story_id,
        articles.outlet,
        articles.independence_group,
        articles.dated_on,
        max(notice_words.status) as status
    from articles
    inner join notice_words
        on
            articles.language = notice_words.language
            and contains(lower(articles.title), notice_words.words)
    group by all

),

addressed as (

    select
        articles.article_version_id,
        max(notices.status) as status,
        min('notice ' || notices.article_version_id) as status_reason
    from articles
    inner join notices
        on
            articles.story_id = notices.story_id
            and articles.article_version_id <> notices.article_version_id
            and (
                articles.outlet = notices.outlet
                or articles.independence_group = notices.independence_group
            )
            and coalesce(articles.dated_on <= notices.dated_on, true)
    where
        articles.article_version_id not in (
            select article_version_id from notices
        )
    group by articles.article_version_id

)

select * from addressed
