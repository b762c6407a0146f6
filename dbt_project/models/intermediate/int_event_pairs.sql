-- Pairs of articles that share numbers and names: candidates share a number,
-- or three names, or state the same of one subject. Overlap is Dice's: shared
-- weight over mean weight.
with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

keys as (

    select * from {{ ref("int_weighted_keys") }}

),

-- The same amount of the same kind of the same one, within days.
statements as (

    select
        claims.article_version_id,
        claims.fact_type,
        coalesce(claims.subject_gazetteer_id, claims.subject_key) as subject,
        mentions.currency,
        {{ amount_of("mentions") }} as figure,
        articles.dated_on
    from {{ ref("stg_landing__claims") }} as claims
    inner join {{ ref("int_money_mentions") }} as mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    inner join articles
        on claims.article_version_id = articles.article_version_id
    where
        mentions.zone_final = 'body'
        and mentions.restates_ordinal is null
        and claims.fact_type <> 'other'
        and coalesce(claims.subject_gazetteer_id, claims.subject_key, '') <> ''

),

shared_statements as (

    select
        lefts.article_version_id as left_id,
        rights.article_version_id as right_id,
        count(*) as statements
    from statements as lefts
    inner join statements as rights
        on
            lefts.fact_type = rights.fact_type
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
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure
            and lefts.article_version_id < rights.article_version_id
    where
        abs(lefts.dated_on - rights.dated_on) <= {{ var("event_days") }}
    group by lefts.article_version_id, rights.article_version_id

),

shared as (

    select
        lefts.article_version_id as left_id,
        rights.article_version_id as right_id,
        count(*) filter (where lefts.kind = 'number') as shared_numbers,
        count(*) filter (
            where lefts.kind = 'number' and not starts_with(lefts.key, 'num:')
        ) as shared_amounts,
        count(*) filter (where lefts.kind <> 'number') as shared_names,
        sum(lefts.weight) as weight,
        string_agg(
            lefts.key, ', ' order by lefts.weight desc, lefts.kind asc, lefts.key asc
        ) as evidence
    from keys as lefts
    inner join keys as rights
        on
            lefts.kind = rights.kind
            and lefts.key = rights.key
            and lefts.article_version_id < rights.article_version_id
    group by lefts.article_version_id, rights.article_version_id
    having
        count(*) filter (where lefts.kind = 'number') >= 1
        or count(*) filter (where lefts.kind <> 'number') >= 3

),

sizes as (

    select
        article_version_id,
        count(*) filter (
            where kind = 'number' and not starts_with(key, 'num:')
        ) as amounts,
        sum(weight) as weight
    from keys
    group by article_version_id

),

scored as (

    select
        shared.left_id as left_article_version_id,
        shared.right_id as right_article_version_id,
        shared.shared_numbers,
        shared.shared_amounts,
        shared.shared_names,
        coalesce(shared_statements.statements, 0) as shared_statements,
        lefts.dated_on is not null and rights.dated_on is not null as is_dated,
        substr(shared.evidence, 1, 200) as evidence,
        (lefts.language is distinct from rights.language)
            as is_across_languages,
        coalesce(
            lefts.independence_group <> rights.independence_group, false
        ) as is_across_groups,
        greatest(left_sizes.amounts, right_sizes.amounts) as most_amounts,
        cast(
            2 * shared.weight
            / (left_sizes.weight + right_sizes.weight) as decimal(9, 6)
        ) as overlap
    from shared
    left join shared_statements
        on
            shared.left_id = shared_statements.left_id
            and shared.right_id = shared_statements.right_id
    inner join sizes as left_sizes
        on shared.left_id = left_sizes.article_version_id
    inner join sizes as right_sizes
        on shared.right_id = right_sizes.article_version_id
    inner join articles as lefts
        on shared.left_id = lefts.article_version_id
    inner join articles as rights
        on shared.right_id = rights.article_version_id
    where
        lefts.article_id <> rights.article_id
        and coalesce(
            abs(lefts.dated_on - rights.dated_on) <= {{ var("story_days") }},
            true
        )

),

judged as (

    select
        *,
        is_across_languages
        and shared_amounts >= 1
        and 2 * shared_amounts >= most_amounts
        and overlap >= {{ var("translation_overlap") }}
        -- Outlets that are known to be independent write their own reports,
        -- unless nearly everything agrees.
        and (not is_across_groups or overlap >= 0.8) as is_translation,
        shared_statements >= 1
        or (
            overlap >= {{ var("story_overlap") }}
            and (shared_numbers >= 1 or shared_names >= 4)
            -- Without days to compare, a number and a name are too little.
            and (is_dated or shared_numbers + shared_names >= 3)
        ) as is_story
    from scored

)

select * from judged
where is_translation or is_story
