-- One row per currency and as-of day: the two rates that convert it to dollars.
with rates as (

    select * from {{ ref("int_fx_rates") }}

),

final as (

    select
        natives.quote as currency,
        natives.as_of_on,
        natives.fx_rate_id as fx_native_rate_id,
        dollars.fx_rate_id as fx_usd_rate_id,
        natives.rate as native_rate,
        dollars.rate as usd_rate
    from rates as natives
    inner join rates as dollars
        on
            natives.provider = dollars.provider
            and natives.base = dollars.base
            and natives.as_of_on = dollars.as_of_on
            and dollars.quote = 'USD'
    where natives.quote <> 'USD'
    qualify
        row_number() over (
            partition by natives.quote, natives.as_of_on
            order by natives.preference
        ) = 1

)

select * from final
