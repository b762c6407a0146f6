with fact_entities as (

    select
        fact_id,
        entity_id,
        role,
        {{ equal_share("fact_id, role", "entity_id") }} as share
    from {{ ref("int_fact_entities") }}

)

select * from fact_entities
order by fact_id, role, entity_id
