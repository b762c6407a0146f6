with fact_entities as (

    select
        fact_id,
        entity_id,
        role,
        cast(
            (100000000 // count(*) over (partition by fact_id, role)
            + if(
                row_number() over (
                    partition by fact_id, role order by entity_id
                ) <= 100000000 % count(*) over (partition by fact_id, role),
                1, 0
            ))
            * 0.00000001 as decimal(9, 8)
        ) as share
    from {{ ref("int_fact_entities") }}

)

select * from fact_entities
order by fact_id, role, entity_id
