with quotes as (

    select * exclude (refused_reason, ordinal)
    from {{ ref("base_landing__quotes") }}
    where refused_reason is null

)

select * from quotes
