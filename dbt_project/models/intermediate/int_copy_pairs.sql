-- Shingles are weighted by how rare they are, so that furniture shared by many
-- texts makes no copies. A shingle of very many texts only proposes pairs with
-- the first of them: the number of candidates stays linear.
with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

shingles as (

    select * from {{ ref("stg_landing__shingles") }}

),

frequencies as (

    select
        shingle,
        count(*) as articles,
        min(article_version_id) as first_article_version_id
    from shingles
    group by shingle
    having count(*) > 1

),

totals as (

    select count(*) as articles from articles

),

weighted as (

    select
        shingles.article_version_id,
        shingles.shingle,
        frequencies.first_article_version_id,
        coalesce(frequencies.articles, 1) as articles,
        {{ key_weight("totals.articles", "coalesce(frequencies.articles, 1)") }}
            as weight
    from shingles
    left join frequencies on shingles.shingle = frequencies.shingle
    cross join totals

),

sizes as (

    select
        article_version_id,
        sum(weight) as weight
    from weighted
    group by article_version_id

),

shared_shingles as (

    select * from weighted
    where articles > 1

),

candidates as (

    select
        lefts.article_version_id as left_id,
        rights.article_version_id as right_id
    from shared_shingles as lefts
    inner join shared_shingles as rights
        on
            lefts.shingle = rights.shingle
            and lefts.article_version_id < rights.article_version_id
    where lefts.articles <= {{ var("common_key_articles") }}
    union
    select
        first_article_version_id as left_id,
        article_version_id as right_id
    from shared_shingles
    where
        articles > {{ var("common_key_articles") }}
        and article_version_id <> first_article_version_id

),

overlapping as (

    select
        candidates.left_id,
        candidates.right_id,
        count(*) as shingles,
        sum(lefts.weight) as weight
    from candidates
    inner join shared_shingles as lefts
        on candidates.left_id = lefts.article_version_id
    inner join shared_shingles as rights
        on
            candidates.right_id = rights.article_version_id
            and lefts.shingle = rights.shingle
    group by candidates.left_id, candidates.right_id

),

scored as (

    select
        overlapping.left_id as left_article_version_id,
        overlapping.right_id as right_article_version_id,
        overlapping.shingles as shared_shingles,
        cast(
            overlapping.weight
            / least(left_sizes.weight, right_sizes.weight) as decimal(9, 6)
        ) as containment
    from overlapping
    inner join sizes as left_sizes
        on overlapping.left_id = left_sizes.article_version_id
    inner join sizes as right_sizes
        on overlapping.right_id = right_sizes.article_version_id

),

copies as (

    select scored.*
    from scored
    inner join articles as lefts
        on scored.left_article_version_id = lefts.article_version_id
    inner join articles as rights
        on scored.right_article_version_id = rights.article_version_id
    where
        scored.containment >= {{ var("copy_containment") }}
        and scored.shared_shingles >= 5
        and lefts.article_id <> rights.article_id
        and coalesce(
            abs(lefts.dated_on - rights.dated_on) <= {{ var("copy_days") }},
            true
        )

)

select * from copies
