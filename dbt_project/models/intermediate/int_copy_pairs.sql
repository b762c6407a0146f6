-- Pairs of articles of which one repeats much of the other.
with candidates as (

    select * from {{ ref("int_copy_candidates") }}

),

common_shingles as (

    select
        article_number,
        shingle,
        weight
    from {{ ref("int_shared_shingles") }}
    where is_common

),

numbers as (

    select * from {{ ref("int_article_numbers") }}

),

-- A table of its own, lest all texts with a common shingle meet each other.
common_of_lefts as materialized (

    select
        candidates.left_number,
        candidates.right_number,
        common_shingles.shingle,
        common_shingles.weight
    from candidates
    inner join common_shingles
        on candidates.left_number = common_shingles.article_number

),

common as (

    select
        common_of_lefts.left_number,
        common_of_lefts.right_number,
        count(*) as shingles,
        sum(common_of_lefts.weight) as weight
    from common_of_lefts
    inner join common_shingles
        on
            common_of_lefts.right_number = common_shingles.article_number
            and common_of_lefts.shingle = common_shingles.shingle
    group by common_of_lefts.left_number, common_of_lefts.right_number

),

scored as (

    select
        candidates.left_number,
        candidates.right_number,
        candidates.rare_shingles + coalesce(common.shingles, 0)
            as shared_shingles,
        cast(
            (candidates.rare_weight + coalesce(common.weight, 0))
            / candidates.smaller_weight as decimal(9, 6)
        ) as containment
    from candidates
    left join common
        on
            candidates.left_number = common.left_number
            and candidates.right_number = common.right_number

),

final as (

    select
        lefts.article_version_id as left_article_version_id,
        rights.article_version_id as right_article_version_id,
        scored.shared_shingles,
        scored.containment
    from scored
    inner join numbers as lefts on scored.left_number = lefts.article_number
    inner join numbers as rights on scored.right_number = rights.article_number
    where
        scored.containment >= {{ var("copy_containment") }}
        and scored.shared_shingles >= 5

)

select * from final
