with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

copies as (

    select
        left_article_version_id,
        right_article_version_id,
        'copy' as method,
        'same' as verdict,
        containment as score,
        shared_shingles || ' shingles' as evidence
    from {{ ref("int_copy_pairs") }}

),

events as (

    select
        left_article_version_id,
        right_article_version_id,
        if(is_translation, 'translation', 'story') as method,
        'same' as verdict,
        overlap as score,
        evidence
    from {{ ref("int_event_pairs") }}

),

versions as (

    select
        least(lefts.article_version_id, rights.article_version_id)
            as left_article_version_id,
        greatest(lefts.article_version_id, rights.article_version_id)
            as right_article_version_id,
        'version' as method,
        'same' as verdict,
        1.0 as score,
        'one address' as evidence
    from articles as lefts
    inner join articles as rights
        on
            lefts.article_id = rights.article_id
            and lefts.article_version_id < rights.article_version_id

),

judgements as (

    select
        least(left_article_version_id, right_article_version_id)
            as left_article_version_id,
        greatest(left_article_version_id, right_article_version_id)
            as right_article_version_id,
        'judgement' as method,
        verdict,
        1.0 as score,
        reason as evidence
    from {{ ref("judgements") }}
    where
        kind = 'article'
        and left_article_version_id in (
            select article_version_id from articles
        )
        and right_article_version_id in (
            select article_version_id from articles
        )

),

unioned as (

    select * from versions
    union all
    select * from copies
    union all
    select * from events
    union all
    select * from judgements

),

final as (

    select
        left_article_version_id,
        right_article_version_id,
        method,
        verdict,
        cast(score as decimal(9, 6)) as score,
        evidence
    from unioned

)

select * from final
