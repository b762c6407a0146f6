with source as (

    select * from {{ source("carried", "text_sizes") }}

)

select * from source
