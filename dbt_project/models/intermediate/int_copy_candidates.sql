-- Pairs of articles of which the second, a fresh one, may repeat the first, by what
-- the shingles weigh for the second, which landed no earlier: they share shingles
-- that few texts have, or one of very many texts, which only proposes pairs with
-- the first of them, so that candidates stay linear. A pair goes no further when
-- all of its common shingles together could not make it a copy.
with sizes as (

    select * from {{ ref("int_text_sizes") }}

),

shingles as (

    select
        shared.*,
        numbers.dated_on,
        numbers.landed_on,
        numbers.landing_block
    from {{ ref("int_shared_shingles") }} as shared
    inner join {{ ref("int_article_numbers") }} as numbers
        on shared.article_number = numbers.article_number

),

rare_of_seconds as (

    select
        *,
        unnest([landing_block - 1, landing_block]) as near_block
    from shingles
    where is_fresh and not is_common

),

rare as (

    select
        lefts.article_number as left_number,
        rights.article_number as right_number,
        count(*) as rare_shingles,
        cast(sum(rights.weight) as bigint) as rare_weight
    from shingles as lefts
    inner join rare_of_seconds as rights
        on
            lefts.shingle = rights.shingle
            and lefts.landing_block = rights.near_block
            and lefts.article_number < rights.article_number
            and rights.landed_on - lefts.landed_on < {{ var("weighing_days") }}
            and coalesce(
                abs(lefts.dated_on - rights.dated_on) <= {{ var("copy_days") }},
                true
            )
    where not lefts.is_common
    group by lefts.article_number, rights.article_number

),

proposed as (

    select distinct
        first_article_number as left_number,
        article_number as right_number
    from shingles
    where
        is_fresh
        and is_common
        and article_number <> first_article_number

),

candidates as (

    select
        coalesce(rare.left_number, proposed.left_number) as left_number,
        coalesce(rare.right_number, proposed.right_number) as right_number,
        coalesce(rare.rare_shingles, 0) as rare_shingles,
        coalesce(rare.rare_weight, 0) as rare_weight
    from rare
    full outer join proposed
        on
            rare.left_number = proposed.left_number
            and rare.right_number = proposed.right_number

),

-- A table of its own, lest all texts of different articles meet each other.
with_firsts as materialized (

    select
        candidates.*,
        lefts.article_id as left_article_id,
        lefts.dated_on as left_dated_on
    from candidates
    inner join sizes as lefts
        on candidates.left_number = lefts.article_number

),

final as (

    select
        candidates.* exclude (left_article_id, left_dated_on), -- noqa: RF02
        least(lefts.weight, rights.weight) as smaller_weight
    from with_firsts as candidates
    inner join sizes as rights
        on
            candidates.right_number = rights.article_number
            and candidates.left_article_id <> rights.article_id
            and coalesce(
                abs(candidates.left_dated_on - rights.dated_on)
                <= {{ var("copy_days") }},
                true
            )
    inner join sizes as lefts
        on candidates.left_number = lefts.article_number
    -- A millionth less, because the share itself is rounded to one.
    where
        candidates.rare_weight
        >= ({{ var("excerpt_containment") }} - 0.000001)
        * least(lefts.weight, rights.weight)
        or candidates.rare_weight
        {%- for bin in range(common_bins() | int) %}
            + least(
                lefts.shared_weights.bin_{{ bin }},
                rights.common_weights.bin_{{ bin }}
            )
        {%- endfor %}
        >= ({{ var("copy_containment") }} - 0.000001)
        * least(lefts.weight, rights.weight)

)

select * from final
