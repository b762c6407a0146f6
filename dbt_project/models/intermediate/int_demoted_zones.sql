-- A line that texts of one outlet repeat although they are no copies of each
-- other is page furniture that one page alone could not show.
with zones as (

    select * from {{ ref("stg_landing__zones") }}

),

articles as (

    select * from {{ ref("stg_landing__articles") }}

),

first_copies as (

    select
        right_article_version_id as article_version_id,
        min(left_article_version_id) as first_article_version_id
    from {{ ref("int_copy_pairs") }}
    group by right_article_version_id

),

lines as (

    select
        zones.article_version_id,
        zones.zone_start,
        zones.zone_end,
        zones.line_hash,
        articles.outlet,
        coalesce(first_copies.first_article_version_id, articles.article_id)
            as text_id
    from zones
    inner join articles
        on zones.article_version_id = articles.article_version_id
    left join first_copies
        on zones.article_version_id = first_copies.article_version_id
    where zones.is_kept and zones.line_hash is not null

),

repeated as (

    select
        outlet,
        line_hash,
        count(distinct text_id) as texts
    from lines
    group by outlet, line_hash
    having count(distinct text_id) >= {{ var("repeated_line_texts") }}

),

demoted as (

    select
        lines.article_version_id,
        lines.zone_start,
        lines.zone_end,
        'line repeated in ' || repeated.texts || ' texts of the outlet'
            as demoted_reason
    from lines
    inner join repeated
        on
            lines.outlet = repeated.outlet
            and lines.line_hash = repeated.line_hash

)

select * from demoted
