with metrics as (

    select
        metric,
        label,
        description
    from {{ ref("metrics") }}

)

select * from metrics
order by metric
