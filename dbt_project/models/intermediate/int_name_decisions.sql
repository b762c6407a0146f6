-- Decisions of a person on names: the name that each side's span holds.
with judgements as (

    select * from {{ ref("judgements") }}
    where kind = 'name'

),

mentions as (

    select * from {{ ref("stg_landing__entities") }}

),

final as (

    select
        judgements.judgement_id,
        judgements.verdict,
        judgements.left_article_version_id,
        lower(trim(lefts.name)) as left_name_folded,
        judgements.right_article_version_id,
        lower(trim(rights.name)) as right_name_folded
    from judgements
    inner join mentions as lefts
        on
            judgements.left_article_version_id = lefts.article_version_id
            and judgements.left_start < lefts.mention_end
            and judgements.left_end > lefts.mention_start
    inner join mentions as rights
        on
            judgements.right_article_version_id = rights.article_version_id
            and judgements.right_start < rights.mention_end
            and judgements.right_end > rights.mention_start

)

select * from final
