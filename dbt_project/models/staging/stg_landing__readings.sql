{{ config(materialized = "table") }}

with source as (

    select * from {{ source("landing", "readings") }}

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

)

select * from newest_of_each_version
