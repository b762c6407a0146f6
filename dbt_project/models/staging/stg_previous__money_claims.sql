with source as (

    select * from {{ files_of(source("previous", "fct_money_claims"), "previous") }}

)

select * from source
