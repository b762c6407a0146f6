with source as (

    select * from {{ source("previous", "fct_claim_links") }}

)

select * from source
