with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(zones) as item
    from readings

),

-- A zone that is nowhere in its text says nothing of any line of it.
renamed as (

    select
        article_version_id,
        item.start as zone_start,
        item."end" as zone_end,
        item.zone as zone,
        item.keep as is_kept,
        item.line_hash as line_hash
    from unnested
    where {{ is_span("item.start", "item.\"end\"") }}

)

select * from renamed
