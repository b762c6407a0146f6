-- A number with more digits says more of the event than a round one; a key in
-- too many articles says nothing. Counted are the articles that landed up to the
-- article's own day, so what lands later changes no weight.
with keys as (

    select
        keys.*,
        numbers.article_number,
        numbers.landed_on,
        numbers.articles_weighed
    from {{ ref("stg_landing__keys") }} as keys
    inner join {{ ref("int_article_numbers") }} as numbers
        on keys.article_version_id = numbers.article_version_id

),

counted as (

    select
        *,
        count(*) over (
            partition by kind, key
            order by landed_on
            range between interval ({{ var("weighing_days") }} - 1) days
            preceding and current row
        ) as articles_with_key
    from keys

),

weighted as (

    select
        counted.article_number,
        counted.kind,
        counted.key,
        counted.articles_with_key,
        {{ key_weight("counted.articles_weighed", "counted.articles_with_key") }}
        * case
            when counted.kind <> 'number' then 1
            else least(3, greatest(1, length(rtrim(
                replace(regexp_extract(counted.key, ':([0-9.]+)', 1), '.', ''),
                '0'
            ))))
        end as weight
    from counted
    where counted.articles_with_key <= {{ var("common_key_articles") }}

)

select * from weighted
