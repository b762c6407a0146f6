with source as (

    select * from {{ source("carried", "days") }}

)

select * from source
