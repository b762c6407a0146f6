with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(claims) as item
    from readings

),

renamed as (

    select
        article_version_id,
        item.ordinal as ordinal,
        item.money as money_ordinal,
        item.fact_type as fact_type,
        item.subject as subject_name,
        item.subject_type as subject_type,
        item.subject_entity_id as subject_gazetteer_id,
        item.subject_key as subject_key,
        item.object as object_name,
        item.object_entity_id as object_gazetteer_id,
        item.object_key as object_key,
        item.parties as parties,
        item.topic as topic,
        item.modality as modality,
        item.hedge as hedge,
        coalesce(item.said_by, item.attributed_to) as attributed_to_name,
        item.attributed_to_entity_id as attributed_to_gazetteer_id,
        item.attributed_to_key as attributed_to_key,
        item.horizon_start as horizon_start,
        item.horizon_end as horizon_end,
        cast(item.horizon_months as integer) as horizon_months,
        cast(item.confidence as decimal(5, 4)) as confidence,
        coalesce(item.measure, 'level') as measure,
        item.metric as metric,
        coalesce(item.sign, 'plus') as sign,
        item.part_of as part_of_ordinal,
        item.corrected_to as corrected_to_ordinal
    from unnested

)

select * from renamed
