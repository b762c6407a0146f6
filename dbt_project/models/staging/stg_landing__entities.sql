with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(entities) as item
    from readings

),

renamed as (

    select
        article_version_id,
        item.ordinal as ordinal,
        item.start as mention_start,
        item."end" as mention_end,
        item.surface as surface,
        item.type as entity_type,
        item.entity_id as gazetteer_id,
        coalesce(item.name, item.surface) as name,
        item.name_key as name_key,
        item.zone as zone_read
    from unnested

)

select * from renamed
