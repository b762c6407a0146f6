-- An article that says it corrects or withdraws speaks of the outlet's other
-- articles of the same story that are not newer. A corrected text itself holds
-- good.
with articles as (

    select
        articles.*,
        groups.story_id
    from {{ ref("stg_landing__articles") }} as articles
    inner join {{ ref("int_article_groups") }} as groups
        on articles.article_version_id = groups.article_version_id

),

notices as (

    select * from articles
    where reported_status in ('corrected', 'retracted')

),

final as (

    select
        articles.article_version_id,
        max(notices.reported_status) as status,
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
        coalesce(articles.reported_status, 'live')
        not in ('corrected', 'retracted')
    group by articles.article_version_id

)

select * from final
