-- Pairs of articles in two languages, one without a day, of which each is the
-- other's best match: what a translation keeps, numbers, names and words in
-- Latin letters, agrees more than with any other article that had landed by then.
with keys as (

    select
        keys.*,
        numbers.article_id,
        numbers.dated_on,
        numbers.landed_on
    from {{ ref("int_translation_keys") }} as keys
    inner join {{ ref("int_article_numbers") }} as numbers
        on keys.article_number = numbers.article_number

),

sizes as (

    select
        article_number,
        sum(weight) as weight
    from {{ ref("int_translation_keys") }}
    group by article_number

),

shared as (

    select
        lefts.article_number as left_number,
        rights.article_number as right_number,
        lefts.language as left_language,
        rights.language as right_language,
        rights.landed_on,
        count(*) as keys,
        sum(least(lefts.weight, rights.weight)) as weight
    from keys as lefts
    inner join keys as rights
        on
            lefts.kind = rights.kind
            and lefts.key = rights.key
            and lefts.language <> rights.language
            and lefts.article_id <> rights.article_id
            and (
                lefts.landed_on < rights.landed_on
                or (
                    lefts.landed_on = rights.landed_on
                    and lefts.article_number < rights.article_number
                )
            )
            and rights.landed_on - lefts.landed_on < {{ var("story_days") }}
            and (lefts.dated_on is null or rights.dated_on is null)
    group by all

),

scored as (

    select
        shared.*,
        cast(
            shared.weight / sqrt(left_sizes.weight * right_sizes.weight)
            as decimal(9, 6)
        ) as score
    from shared
    inner join sizes as left_sizes
        on shared.left_number = left_sizes.article_number
    inner join sizes as right_sizes
        on shared.right_number = right_sizes.article_number

),

-- Each pair as each of its articles sees it.
sides as (

    select
        left_number as article_number,
        right_number as other_number,
        right_language as other_language,
        landed_on,
        score
    from scored
    union all
    select
        right_number as article_number,
        left_number as other_number,
        left_language as other_language,
        landed_on,
        score
    from scored

),

rivals as (

    select
        article_number,
        other_number,
        coalesce(max(score) over (
            partition by article_number, other_language
            order by landed_on
            range between unbounded preceding and current row
            exclude current row
        ), 0) as rival_score
    from sides

),

final as (

    select
        scored.left_number,
        scored.right_number,
        scored.keys,
        scored.score,
        greatest(lefts.rival_score, rights.rival_score) as rival_score
    from scored
    inner join rivals as lefts
        on
            scored.left_number = lefts.article_number
            and scored.right_number = lefts.other_number
    inner join rivals as rights
        on
            scored.right_number = rights.article_number
            and scored.left_number = rights.other_number
    where
        -- Few keys in common are chance, unless they are nearly all there is.
        scored.keys >= 2
        and (
            scored.keys >= 4
            or scored.score >= 2 * {{ var("translation_score") }}
        )
        and scored.weight >= 100000
        and (
            (
                scored.score >= {{ var("translation_score") }}
                and scored.score
                >= 1.05 * greatest(lefts.rival_score, rights.rival_score)
            )
            -- What agrees less must stand out more.
            or (
                scored.score >= {{ var("translation_score") }} / 1.5
                and scored.score
                >= 1.5 * greatest(lefts.rival_score, rights.rival_score)
            )
        )

)

select * from final
