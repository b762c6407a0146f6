-- Pairs of articles of which one repeats much of the other, its amounts too:
-- reports from one mould that differ in them are no copies.
with alike as (

    select * from {{ ref("int_copy_scores") }}

),

numbers as (

    select * from {{ ref("int_article_numbers") }}

),

amounts as (

    select
        article_version_id,
        key
    from {{ ref("stg_landing__keys") }}
    where kind = 'number' and not starts_with(key, 'num:')

),

amounts_of_lefts as materialized (

    select
        alike.left_number,
        alike.right_number,
        amounts.key
    from alike
    inner join numbers on alike.left_number = numbers.article_number
    inner join amounts on numbers.article_version_id = amounts.article_version_id

),

amounts_of_rights as materialized (

    select
        alike.left_number,
        alike.right_number,
        amounts.key
    from alike
    inner join numbers on alike.right_number = numbers.article_number
    inner join amounts on numbers.article_version_id = amounts.article_version_id

),

by_amounts as (

    select
        coalesce(lefts.left_number, rights.left_number) as left_number,
        coalesce(lefts.right_number, rights.right_number) as right_number,
        count(lefts.key) as left_amounts,
        count(rights.key) as right_amounts,
        count(*) filter (
            where lefts.key is not null and rights.key is not null
        ) as shared_amounts
    from amounts_of_lefts as lefts
    full outer join amounts_of_rights as rights
        on
            lefts.left_number = rights.left_number
            and lefts.right_number = rights.right_number
            and lefts.key = rights.key
    group by all

),

final as (

    select
        least(lefts.article_version_id, rights.article_version_id)
            as left_article_version_id,
        greatest(lefts.article_version_id, rights.article_version_id)
            as right_article_version_id,
        alike.shared_shingles,
        alike.containment
    from alike
    inner join numbers as lefts on alike.left_number = lefts.article_number
    inner join numbers as rights on alike.right_number = rights.article_number
    left join by_amounts
        on
            alike.left_number = by_amounts.left_number
            and alike.right_number = by_amounts.right_number
    -- What was cut may have held amounts; half of the fewer must be in both. Of
    -- an excerpt, which has less of the words, all of them and two at least.
    where
        2 * coalesce(by_amounts.shared_amounts, 0)
        >= least(
            coalesce(by_amounts.left_amounts, 0),
            coalesce(by_amounts.right_amounts, 0)
        )
        and (
            alike.containment >= {{ var("copy_containment") }}
            or (
                by_amounts.shared_amounts >= 2
                and by_amounts.shared_amounts
                = least(by_amounts.left_amounts, by_amounts.right_amounts)
                -- Independent outlets quote each other in reports of their own.
                and not coalesce(
                    lefts.independence_group <> rights.independence_group, false
                )
            )
        )

)

select * from final
