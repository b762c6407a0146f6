-- Pairs of articles of which one repeats much of the other, its amounts too:
-- reports from one mould that differ in them are no copies. Pairs of which the
-- second landed on a day that was compared before are carried from then.
with alike as (

    select * from {{ ref("int_copy_scores") }}

),

numbers as (

    select * from {{ ref("int_article_numbers") }}

),

found as (

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
    inner join {{ ref("int_copy_amounts") }} as amounts
        on
            alike.left_number = amounts.left_number
            and alike.right_number = amounts.right_number
    where
        alike.containment >= {{ var("copy_containment") }}
        -- Of an excerpt, which has less of the words, all amounts and two at least.
        or (
            amounts.shared_amounts >= 2
            and amounts.shared_amounts
            = least(amounts.left_amounts, amounts.right_amounts)
            -- Independent outlets quote each other in reports of their own.
            and not coalesce(
                lefts.independence_group <> rights.independence_group, false
            )
        )

),

carried as (

    select copies.*
    from {{ ref("stg_carried__copy_pairs") }} as copies
    inner join numbers as lefts
        on copies.left_article_version_id = lefts.article_version_id
    inner join numbers as rights
        on copies.right_article_version_id = rights.article_version_id
    inner join {{ ref("int_landing_days") }} as days
        on greatest(lefts.landed_on, rights.landed_on) = days.landed_on
    where not days.is_fresh

),

final as (

    select * from found
    union all
    select * from carried

)

select * from final
