-- Pairs of articles on one event: they share numbers and names, or state the
-- same of one subject. Overlap is Dice's: shared weight over mean weight.
with numbers as (

    select * from {{ ref("int_article_numbers") }}

),

keys as (

    select * from {{ ref("int_weighted_keys") }}

),

sizes as (

    select
        article_number,
        count(*) filter (
            where kind = 'number' and not starts_with(key, 'num:')
        ) as amounts,
        sum(weight) as weight
    from keys
    group by article_number

),

scored as (

    select
        shared.left_number,
        shared.right_number,
        least(lefts.article_version_id, rights.article_version_id)
            as left_article_version_id,
        greatest(lefts.article_version_id, rights.article_version_id)
            as right_article_version_id,
        shared.shared_numbers,
        shared.shared_amounts,
        shared.shared_names,
        coalesce(shared_statements.statements, 0) as shared_statements,
        lefts.dated_on is not null and rights.dated_on is not null as is_dated,
        (lefts.language is distinct from rights.language)
            as is_across_languages,
        coalesce(
            lefts.independence_group <> rights.independence_group, false
        ) as is_across_groups,
        greatest(left_sizes.amounts, right_sizes.amounts) as most_amounts,
        cast(least(
            1,
            2 * shared.weight / (left_sizes.weight + right_sizes.weight)
        ) as decimal(9, 6)) as overlap
    from {{ ref("int_shared_keys") }} as shared
    left join {{ ref("int_shared_statements") }} as shared_statements
        on
            shared.left_number = shared_statements.left_number
            and shared.right_number = shared_statements.right_number
    inner join sizes as left_sizes
        on shared.left_number = left_sizes.article_number
    inner join sizes as right_sizes
        on shared.right_number = right_sizes.article_number
    inner join numbers as lefts
        on shared.left_number = lefts.article_number
    inner join numbers as rights
        on shared.right_number = rights.article_number

),

judged as (

    select
        *,
        is_across_languages
        and shared_amounts >= 1
        and 2 * shared_amounts >= most_amounts
        and (
            overlap >= {{ var("translation_overlap") }}
            -- Or nearly all of many amounts, where names are few.
            or (
                shared_amounts >= 4
                and 5 * shared_amounts >= 4 * most_amounts
                and overlap >= {{ var("story_overlap") }}
            )
        )
        -- Outlets that are known to be independent write their own reports,
        -- unless nearly everything agrees.
        and (not is_across_groups or overlap >= 0.8) as is_translation,
        shared_statements >= 1
        or (
            overlap >= {{ var("story_overlap") }}
            and (shared_numbers >= 1 or shared_names >= 4)
            -- Without days to compare, it takes two amounts and a name, and half
            -- of all; int_translation_pairs looks closer across languages.
            and (
                is_dated
                or (
                    shared_amounts >= 2
                    and shared_names >= 1
                    and overlap >= {{ var("translation_overlap") }}
                )
            )
        ) as is_story
    from scored

),

events as materialized (

    select * from judged
    where is_translation or is_story

),

keys_of_seconds as materialized (

    select
        events.left_number,
        events.right_number,
        keys.kind,
        keys.key,
        keys.weight
    from events
    inner join keys on events.right_number = keys.article_number

),

evidence as (

    select
        seconds.left_number,
        seconds.right_number,
        string_agg(
            seconds.key, ', '
            order by seconds.weight desc, seconds.kind asc, seconds.key asc
        ) as evidence
    from keys_of_seconds as seconds
    inner join keys
        on
            seconds.left_number = keys.article_number
            and seconds.kind = keys.kind
            and seconds.key = keys.key
    group by seconds.left_number, seconds.right_number

),

final as (

    select
        events.* exclude (left_number, right_number), -- noqa: RF02
        substr(evidence.evidence, 1, 200) as evidence
    from events
    inner join evidence
        on
            events.left_number = evidence.left_number
            and events.right_number = evidence.right_number

)

select * from final
