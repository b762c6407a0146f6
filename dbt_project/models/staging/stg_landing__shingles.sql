with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(list_distinct(shingles)) as shingle
    from readings

)

select * from unnested
