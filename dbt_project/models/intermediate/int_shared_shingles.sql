-- One row per article version and shingle that another text has too, by weight:
-- shingles are weighted by how rare they are, so that furniture shared by many
-- texts makes no copies.
select
    numbers.article_number,
    shingles.shingle,
    counts.weight,
    counts.is_common,
    counts.first_article_number
from {{ ref("stg_landing__shingles") }} as shingles
inner join {{ ref("int_article_numbers") }} as numbers
    on shingles.article_version_id = numbers.article_version_id
inner join {{ ref("int_shingle_counts") }} as counts
    on shingles.shingle = counts.shingle
