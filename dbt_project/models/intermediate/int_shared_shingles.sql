-- One row per article version and shingle that another text has too, by weight:
-- shingles are weighted by how rare they are, so that furniture shared by many
-- texts makes no copies. Counted are the texts that landed up to the article's
-- own day, so what lands later changes no weight.
with shingles as (

    select
        numbers.article_number,
        numbers.landed_on,
        numbers.articles_weighed,
        shingles.shingle
    from {{ ref("stg_landing__shingles") }} as shingles
    inner join {{ ref("int_article_numbers") }} as numbers
        on shingles.article_version_id = numbers.article_version_id

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
        shingle,
        {{ key_weight("articles_weighed", "articles") }} as weight,
        articles > {{ var("common_key_articles") }} as is_common,
        first_article_number
    from counted

)

select * from final
