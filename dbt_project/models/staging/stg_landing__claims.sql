with claims as (

    select * exclude (refused_reason)
    from {{ ref("base_landing__claims") }}
    where refused_reason is null

)

select * from claims
