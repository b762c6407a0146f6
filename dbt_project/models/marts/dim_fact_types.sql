with fact_types as (

    select
        fact_type,
        label,
        description,
        is_additive
    from {{ ref("fact_types") }}

)

select * from fact_types
order by fact_type
