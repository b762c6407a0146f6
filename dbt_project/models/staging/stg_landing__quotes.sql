with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(quotes) as item
    from readings

),

renamed as (

    select
        article_version_id,
        {{ hash_id(["article_version_id", "item.start", "item.\"end\""]) }}
            as quote_id,
        item.start as quote_start,
        item."end" as quote_end,
        item.kind as kind,
        item.speaker as speaker_name,
        item.speaker_entity_id as speaker_gazetteer_id,
        item.speaker_key as speaker_key,
        item.role as role,
        item.text_hash as text_hash
    from unnested

)

select * from renamed
