with source as (

    select * from {{ source("previous", "dim_entities") }}

)

select * from source
