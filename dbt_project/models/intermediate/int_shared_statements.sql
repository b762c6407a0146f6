-- Pairs of articles that state the same of one subject within days: the same
-- amount of the same kind.
with statements as (

    select
        numbers.article_number,
        claims.fact_type,
        coalesce(claims.subject_gazetteer_id, claims.subject_key) as subject,
        mentions.currency,
        {{ amount_of("mentions") }} as figure,
        numbers.dated_on,
        {{ day_block("numbers.dated_on", var("event_days")) }} as day_block
    from {{ ref("stg_landing__claims") }} as claims
    inner join {{ ref("int_money_mentions") }} as mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    inner join {{ ref("int_article_numbers") }} as numbers
        on claims.article_version_id = numbers.article_version_id
    where
        mentions.zone_final = 'body'
        and mentions.restates_ordinal is null
        and claims.fact_type <> 'other'
        and coalesce(claims.subject_gazetteer_id, claims.subject_key, '') <> ''
        and numbers.dated_on is not null

),

near_blocks as (

    select
        *,
        unnest([day_block - 1, day_block, day_block + 1]) as near_block
    from statements

),

final as (

    select
        lefts.article_number as left_number,
        rights.article_number as right_number,
        count(*) as statements
    from near_blocks as lefts
    inner join statements as rights
        on
            lefts.near_block = rights.day_block
            and lefts.fact_type = rights.fact_type
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure
            and lefts.article_number < rights.article_number
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("event_days") }}
            and (
                lefts.subject = rights.subject
                -- The longer form of a name begins like the shorter one.
                or (
                    least(length(lefts.subject), length(rights.subject)) >= 4
                    and (
                        starts_with(lefts.subject, rights.subject)
                        or starts_with(rights.subject, lefts.subject)
                    )
                )
            )
    group by lefts.article_number, rights.article_number

)

select * from final
