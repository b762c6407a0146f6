-- One row per article version and shingle that another text has too, by weight:
-- shingles are weighted by how rare they are, so that furniture shared by many
-- texts makes no copies. Counted are the texts that landed up to the article's
-- own day, so what lands later changes no weight, and what was compared before
-- is looked at only for what it shares with fresh texts.
with texts as (

    select
        numbers.article_number,
        numbers.landed_on,
        numbers.articles_weighed,
        days.is_fresh,
        unnest(list_distinct(readings.shingles)) as shingle
    from {{ ref("stg_landing__readings") }} as readings
    inner join {{ ref("int_article_numbers") }} as numbers
        on readings.article_version_id = numbers.article_version_id
    inner join {{ ref("int_landing_days") }} as days
        on numbers.landed_on = days.landed_on
    where days.is_near_fresh

),

of_fresh_texts as (

    select distinct shingle
    from texts
    where is_fresh

),

shingles as materialized (

    select texts.*
    from texts
    semi join of_fresh_texts on texts.shingle = of_fresh_texts.shingle

),

repeated as (

    select shingle
    from shingles
    group by shingle
    having count(*) > 1

),

counted as (

    select
        shingles.article_number,
        shingles.is_fresh,
        shingles.shingle,
        shingles.articles_weighed,
        count(*) over so_far as articles,
        min(shingles.article_number) over so_far as first_article_number
    from shingles
    semi join repeated on shingles.shingle = repeated.shingle
    window so_far as (
        partition by shingles.shingle
        order by shingles.landed_on
        range between interval ({{ var("weighing_days") }} - 1) days preceding
        and current row
    )

),

final as (

    select
        article_number,
        is_fresh,
        shingle,
        {{ key_weight("articles_weighed", "articles") }} as weight,
        articles > {{ var("common_key_articles") }} as is_common,
        first_article_number
    from counted

)

select * from final
