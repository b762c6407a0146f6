with source as (

    select * from {{ files_of(source("previous", "fct_money_facts"), "previous") }}

)

select * from source
