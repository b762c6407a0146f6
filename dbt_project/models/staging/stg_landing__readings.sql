with readings as (

    select * exclude (refused_reason)
    from {{ ref("base_landing__readings") }}
    where refused_reason is null

)

select * from readings
