with source as (

    select * from {{ files_of(source("previous", "dim_entities"), "previous") }}

)

select * from source
