-- One row per article version and key that a translation of it may share, by how
-- rare it is in its language: what is in every English text says nothing of a
-- Korean one. Counted are texts that landed within the days of a story up to
-- the article's own, so what lands later changes no weight.
with articles as (

    select
        *,
        count(*) over (
            partition by language
            order by landed_on
            range between interval ({{ var("story_days") }} - 1) days preceding
            and current row
        ) as texts
    from {{ ref("int_article_numbers") }}
    where language is not null

),

counted as (

    select
        articles.article_number,
        articles.language,
        articles.texts,
        keys.kind,
        keys.key,
        count(*) over (
            partition by keys.kind, keys.key, articles.language
            order by articles.landed_on
            range between interval ({{ var("story_days") }} - 1) days preceding
            and current row
        ) as texts_with_key
    from {{ ref("stg_landing__translation_keys") }} as keys
    inner join articles on keys.article_version_id = articles.article_version_id

),

final as (

    select
        article_number,
        language,
        kind,
        key,
        {{ key_weight("texts", "texts_with_key") }} as weight
    from counted
    where texts_with_key <= {{ var("common_key_articles") }}

)

select * from final
