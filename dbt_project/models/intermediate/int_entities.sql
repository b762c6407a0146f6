-- One row per entity: the gazetteer's, and those that only articles name.
with gazetteer as (

    select * from {{ ref("entities") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

mined as (

    select
        names.entity_id,
        any_value(names.name) as name,
        min(names.name_ko) as name_ko,
        mode(names.entity_type order by names.entity_type) as entity_type,
        min(names.method) as method,
        min(names.score) as score
    from names
    anti join gazetteer on names.entity_id = gazetteer.entity_id
    group by names.entity_id

),

unioned as (

    select
        entity_id,
        name_en as name,
        name_en,
        name_ko,
        name_zh,
        name_ja,
        type,
        country,
        parent_entity_id,
        wikidata_qid,
        lei,
        ticker,
        source,
        'gazetteer' as link_method,
        1.0 as link_confidence
    from gazetteer
    union all
    select
        entity_id,
        name,
        null as name_en,
        name_ko,
        null as name_zh,
        null as name_ja,
        entity_type as type,
        null as country,
        null as parent_entity_id,
        null as wikidata_qid,
        null as lei,
        null as ticker,
        'articles' as source,
        method as link_method,
        score as link_confidence
    from mined

),

final as (

    select
        * exclude (link_confidence),
        cast(link_confidence as decimal(5, 4)) as link_confidence
    from unioned

)

select * from final
