-- A number with more digits says more of the event than a round one; a key in
-- too many articles says nothing.
with keys as (

    select * from {{ ref("stg_landing__keys") }}

),

totals as (

    select count(*) as articles from {{ ref("stg_landing__articles") }}

),

counted as (

    select
        *,
        count(*) over (partition by kind, key) as articles_with_key
    from keys

),

weighted as (

    select
        counted.article_version_id,
        counted.kind,
        counted.key,
        counted.articles_with_key,
        {{ key_weight("totals.articles", "counted.articles_with_key") }}
        * case
            when counted.kind <> 'number' then 1
            else least(3, greatest(1, length(rtrim(
                replace(regexp_extract(counted.key, ':([0-9.]+)', 1), '.', ''),
                '0'
            ))))
        end as weight
    from counted
    cross join totals
    where counted.articles_with_key <= {{ var("common_key_articles") }}

)

select * from weighted
