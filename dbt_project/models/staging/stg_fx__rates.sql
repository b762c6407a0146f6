with source as (

    select * from {{ source("landing", "fx_rates") }}

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
