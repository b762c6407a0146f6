with source as (

    select * from {{ files_of(source("previous", "fct_claim_links"), "previous") }}

)

select * from source
