with source as (

    select * from {{ source("carried", "copy_pairs") }}

)

select * from source
