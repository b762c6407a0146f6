with source as (

    select * from {{ files_of(source("carried", "text_sizes"), "carried") }}

)

select * from source
