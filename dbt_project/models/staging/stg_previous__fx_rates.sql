with source as (

    select * from {{ source("previous", "fct_fx_rates") }}

)

select * from source
