-- Pairs of articles of which one repeats some of the other, as far as words go.
with candidates as (

    select candidates.*
    from {{ ref("int_copy_candidates") }} as candidates
    semi join {{ ref("int_copy_amounts") }} as amounts
        on
            candidates.left_number = amounts.left_number
            and candidates.right_number = amounts.right_number

),

shingles as (

    select * from {{ ref("int_shared_shingles") }}

),

-- A table of its own, lest all texts with a common shingle meet each other.
common_of_seconds as materialized (

    select
        candidates.left_number,
        candidates.right_number,
        shingles.shingle,
        shingles.weight
    from candidates
    inner join shingles
        on candidates.right_number = shingles.article_number
    where shingles.is_common

),

common as (

    select
        seconds.left_number,
        seconds.right_number,
        count(*) as shingles,
        sum(seconds.weight) as weight
    from common_of_seconds as seconds
    inner join shingles
        on
            seconds.left_number = shingles.article_number
            and seconds.shingle = shingles.shingle
    group by seconds.left_number, seconds.right_number

),

scored as (

    select
        candidates.left_number,
        candidates.right_number,
        candidates.rare_shingles + coalesce(common.shingles, 0)
            as shared_shingles,
        -- The first text was weighed on its own day, when fewer may have shared it.
        cast(least(
            1,
            (candidates.rare_weight + coalesce(common.weight, 0))
            / candidates.smaller_weight
        ) as decimal(9, 6)) as containment
    from candidates
    left join common
        on
            candidates.left_number = common.left_number
            and candidates.right_number = common.right_number

),

final as (

    select * from scored
    where
        containment >= {{ var("excerpt_containment") }}
        and shared_shingles >= 5

)

select * from final
