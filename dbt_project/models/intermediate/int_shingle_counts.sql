-- One row per shingle that several texts have: in how many, and in which first.
with shingles as (

    select
        numbers.article_number,
        shingles.shingle
    from {{ ref("stg_landing__shingles") }} as shingles
    inner join {{ ref("int_article_numbers") }} as numbers
        on shingles.article_version_id = numbers.article_version_id

),

totals as (

    select count(*) as all_articles from {{ ref("int_article_numbers") }}

),

counted as (

    select
        shingle,
        count(*) as articles,
        min(article_number) as first_article_number
    from shingles
    group by shingle
    having count(*) > 1

),

final as (

    select
        counted.shingle,
        counted.first_article_number,
        counted.articles > {{ var("common_key_articles") }} as is_common,
        {{ key_weight("totals.all_articles", "counted.articles") }} as weight
    from counted
    cross join totals

)

select * from final
