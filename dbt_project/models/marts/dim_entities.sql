{%- set attributes = [
    "name",
    "name_en",
    "name_ko",
    "name_zh",
    "name_ja",
    "type",
    "country",
    "parent_entity_id",
    "wikidata_qid",
    "lei",
    "ticker",
    "source",
    "link_method",
    "link_confidence",
] -%}

with entities as (

    select * from {{ ref("int_entities") }}

),

previous as (

    select * from {{ ref("stg_previous__entities") }}

),

{{ with_history(
    "entities",
    "previous",
    "entity_id",
    attributes,
    "entity_version_id",
    "valid_from",
    "valid_to",
) }},

final as (

    select
        {{ hash_id(["entity_id", "valid_from"]) }} as entity_version_id,
        entity_id,
        {% for column in attributes %}
            {{ column }},
        {% endfor %}
        valid_from,
        valid_to,
        is_current
    from with_history

)

select * from final
order by entity_id, valid_from
