-- An article that says it corrects or withdraws speaks of the outlet's other
-- articles of the same story that are not newer: of those with the figure that it
-- takes back, where it names one. A corrected text itself holds good.
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

figures as (

    select
        article_version_id,
        ordinal,
        currency,
        {{ amount_of("money") }} as figure
    from {{ ref("stg_landing__money") }} as money

),

taken_back as (

    select
        figures.article_version_id,
        figures.currency,
        figures.figure
    from {{ ref("stg_landing__claims") }} as claims
    inner join figures
        on
            claims.article_version_id = figures.article_version_id
            and claims.money_ordinal = figures.ordinal
    where claims.modality = 'denied' and claims.corrected_to_ordinal is not null

),

-- The texts with a figure that a notice takes back, by the notice.
meant as (

    select distinct
        taken_back.article_version_id as notice_id,
        figures.article_version_id
    from taken_back
    inner join notices
        on taken_back.article_version_id = notices.article_version_id
    inner join figures
        on
            taken_back.currency = figures.currency
            and taken_back.figure = figures.figure

),

naming as (

    select distinct article_version_id from taken_back

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
    left join naming on notices.article_version_id = naming.article_version_id
    left join meant
        on
            notices.article_version_id = meant.notice_id
            and articles.article_version_id = meant.article_version_id
    where
        coalesce(articles.reported_status, 'live')
        not in ('corrected', 'retracted')
        and (
            naming.article_version_id is null
            or meant.article_version_id is not null
            or notices.reported_status = 'retracted'
        )
    group by articles.article_version_id

)

select * from final
