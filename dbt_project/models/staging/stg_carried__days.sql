with source as (

    select * from {{ files_of(source("carried", "days"), "carried") }}

)

select * from source
