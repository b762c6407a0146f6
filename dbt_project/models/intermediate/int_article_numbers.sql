-- One row per article version: a number that stands for its id where many pairs
-- are compared. It grows as the id does and holds within one build only.
select
    article_version_id,
    article_id,
    language,
    independence_group,
    dated_on,
    cast(row_number() over (order by article_version_id) as integer)
        as article_number
from {{ ref("stg_landing__articles") }}
