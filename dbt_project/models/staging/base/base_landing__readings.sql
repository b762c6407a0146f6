{{ config(materialized = "table") }}

-- One row per article version as it landed last, and why it may not be used:
-- whatever one page says, the others are published.
with source as (

    select * from {{ files_of(source("landing", "readings"), "landing", "readings/**/*.parquet") }}

),

-- A page that went away lands again, retracted, on the day that was seen.
newest_of_each_version as (

    select *
    from source
    qualify
        row_number() over (
            partition by article_version_id
            order by fetched_at desc, reader_version desc
        ) = 1

),

dated as (

    select
        *,
        coalesce(published_precision, 'unknown') as precision_told,
        coalesce(published_on, published_not_after) as dated_on
    from newest_of_each_version

),

final as (

    select
        * exclude (precision_told, dated_on),
        case
            when
                article_version_id is null or article_id is null
                or source is null or raw_sha256 is null
                or fetched_at is null or reader_version is null
                then 'an article without an identity'
            when
                not {{ in_list(
                    "precision_told", ["day", "month", "year", "not_after", "unknown"]
                ) }}
                or (published_on is not null) <> (precision_told = 'day')
                or (precision_told = 'not_after' and published_not_after is null)
                or (precision_told = 'unknown' and published_not_after is not null)
                or coalesce(published_not_after < published_on, false)
                then 'a day is told exactly when the page tells the day'
            when precision_told <> 'unknown' and published_evidence is null
                then 'no character of the page shows its date'
            when dated_on > cast(fetched_at as date) + 1
                then 'a page cannot be from the day after tomorrow'
            when dated_on < date '{{ var("first_newspaper") }}'
                then 'a page cannot be older than newspapers'
            when {{ is_undecoded("title") }}
                then 'the title shows a wrong encoding'
        end as refused_reason
    from dated

)

select * from final
