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

translations as (

    select
        least(lefts.article_version_id, rights.article_version_id)
            as left_article_version_id,
        greatest(lefts.article_version_id, rights.article_version_id)
            as right_article_version_id,
        'best_match' as method,
        'same' as verdict,
        pairs.score,
        pairs.keys || ' keys, next best ' || pairs.rival_score as evidence
    from {{ ref("int_translation_pairs") }} as pairs
    inner join {{ ref("int_article_numbers") }} as lefts
        on pairs.left_number = lefts.article_number
    inner join {{ ref("int_article_numbers") }} as rights
        on pairs.right_number = rights.article_number

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
        least(
            decisions.left_article_version_id,
            decisions.right_article_version_id
        ) as left_article_version_id,
        greatest(
            decisions.left_article_version_id,
            decisions.right_article_version_id
        ) as right_article_version_id,
        'judgement' as method,
        decisions.verdict,
        1.0 as score,
        decisions.reason as evidence
    from {{ ref("judgements") }} as decisions
    semi join articles as lefts
        on decisions.left_article_version_id = lefts.article_version_id
    semi join articles as rights
        on decisions.right_article_version_id = rights.article_version_id
    where decisions.kind = 'article'

),

unioned as (

    select * from versions
    union all
    select * from copies
    union all
    select * from events
    union all
    select * from translations
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
