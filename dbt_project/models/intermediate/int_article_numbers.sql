-- One row per article version: a number that stands for its id where many pairs
-- are compared. Numbers grow by the day of landing, so that the second of a pair
-- never landed before the first, and hold within one build only.
select
    article_version_id,
    article_id,
    language,
    independence_group,
    dated_on,
    cast(fetched_at as date) as landed_on,
    {{ day_block("cast(fetched_at as date)", var("weighing_days")) }}
        as landing_block,
    cast(row_number() over (
        order by cast(fetched_at as date), article_version_id
    ) as integer) as article_number,
    count(*) over (
        order by cast(fetched_at as date)
        range between interval ({{ var("weighing_days") }} - 1) days preceding
        and current row
    ) as articles_weighed
from {{ ref("stg_landing__articles") }}
