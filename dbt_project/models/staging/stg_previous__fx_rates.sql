with source as (

    select * from {{ files_of(source("previous", "fct_fx_rates"), "previous") }}

)

select * from source
