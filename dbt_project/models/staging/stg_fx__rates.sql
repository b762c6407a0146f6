with source as (

    select * from {{ files_of(source("landing", "fx_rates"), "landing", "fx/rates.parquet") }}

),

renamed as (

    select
        provider,
        base,
        quote,
        observed_on,
        cast(rate as decimal(18, 8)) as rate,
        is_monthly,
        payload_sha256
    from source

)

select * from renamed
