with source as (

    select * from {{ source("previous", "fct_money_claims") }}

)

select * from source
