with source as (

    select * from {{ source("previous", "fct_money_facts") }}

)

select * from source
