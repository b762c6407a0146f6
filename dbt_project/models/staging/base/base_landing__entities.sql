-- One row per mention of a named thing as read, and why it may not be used.
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

),

final as (

    select
        *,
        case
            when not {{ is_span("mention_start", "mention_end") }}
                then 'no place in its text'
            when coalesce(trim(name), '') = '' then 'no name'
            when
                entity_type is not null
                and not {{ in_list(
                    "entity_type", ["PER", "ORG", "LOC", "PRODUCT", "EVENT"]
                ) }}
                then 'a type of entity that is not known'
        end as refused_reason
    from renamed

)

select * from final
