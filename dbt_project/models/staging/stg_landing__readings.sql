{{ config(materialized = "table") }}

with source as (

    select * from {{ source("landing", "readings") }}

),

first_of_each_version as (

    select *
    from source
    qualify
        row_number() over (
            partition by article_version_id
            order by fetched_at, reader_version desc
        ) = 1

)

select * from first_of_each_version
