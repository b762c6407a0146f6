with source as (

    select * from {{ files_of(source("carried", "copy_pairs"), "carried") }}

)

select * from source
