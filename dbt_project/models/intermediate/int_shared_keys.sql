-- Pairs of articles within a window of days that share a number, or three
-- names, and what the shared keys weigh for the second, which landed no earlier.
with keys as (

    select
        keys.*,
        numbers.article_id,
        numbers.dated_on,
        numbers.landed_on,
        numbers.landing_block
    from {{ ref("int_weighted_keys") }} as keys
    inner join {{ ref("int_article_numbers") }} as numbers
        on keys.article_number = numbers.article_number

),

near_keys as (

    select
        *,
        unnest([landing_block - 1, landing_block]) as near_block
    from keys

),

final as (

    select
        lefts.article_number as left_number,
        rights.article_number as right_number,
        count(*) filter (where lefts.kind = 'number') as shared_numbers,
        count(*) filter (
            where lefts.kind = 'number' and not starts_with(lefts.key, 'num:')
        ) as shared_amounts,
        count(*) filter (where lefts.kind <> 'number') as shared_names,
        sum(rights.weight) as weight
    from keys as lefts
    inner join near_keys as rights
        on
            lefts.kind = rights.kind
            and lefts.key = rights.key
            and lefts.landing_block = rights.near_block
            and lefts.article_number < rights.article_number
            and rights.landed_on - lefts.landed_on < {{ var("weighing_days") }}
            and lefts.article_id <> rights.article_id
            and coalesce(
                abs(lefts.dated_on - rights.dated_on)
                <= {{ var("story_days") }},
                true
            )
    group by lefts.article_number, rights.article_number
    having
        count(*) filter (where lefts.kind = 'number') >= 1
        or count(*) filter (where lefts.kind <> 'number') >= 3

)

select * from final
