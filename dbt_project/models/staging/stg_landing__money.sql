with money as (

    select * exclude (refused_reason)
    from {{ ref("base_landing__money") }}
    where refused_reason is null

)

select * from money
