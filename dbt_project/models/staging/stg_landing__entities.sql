with entities as (

    select * exclude (refused_reason)
    from {{ ref("base_landing__entities") }}
    where refused_reason is null

)

select * from entities
