-- Rates that current facts use, and those that closed versions used.
with facts as (

    select * from {{ ref("fct_money_facts") }}

),

used as (

    select fx_native_rate_id as fx_rate_id from facts
    union
    select fx_usd_rate_id as fx_rate_id from facts

),

current_rates as (

    select
        fx_rate_id,
        base,
        quote,
        as_of_on,
        provider,
        observed_on,
        rate,
        carried_days > 0 as is_carried,
        carried_days,
        is_confirmed,
        payload_sha256
    from {{ ref("int_fx_rates") }}

),

previous_rates as (

    select * from {{ ref("stg_previous__fx_rates") }}

),

-- The digest of the file that a published rate was first read from stays.
unioned as (

    select
        current_rates.* exclude (payload_sha256),
        coalesce(previous_rates.payload_sha256, current_rates.payload_sha256)
            as payload_sha256
    from current_rates
    left join previous_rates
        on
            current_rates.fx_rate_id = previous_rates.fx_rate_id
            and current_rates.rate = previous_rates.rate
    union all
    select
        previous_rates.fx_rate_id,
        previous_rates.base,
        previous_rates.quote,
        previous_rates.as_of_on,
        previous_rates.provider,
        previous_rates.observed_on,
        previous_rates.rate,
        previous_rates.is_carried,
        previous_rates.carried_days,
        -- What was published before had passed.
        coalesce(previous_rates.is_confirmed, true) as is_confirmed,
        previous_rates.payload_sha256
    from previous_rates
    anti join current_rates
        on previous_rates.fx_rate_id = current_rates.fx_rate_id

),

final as (

    select unioned.*
    from unioned
    inner join used on unioned.fx_rate_id = used.fx_rate_id

)

select * from final
order by base, quote, as_of_on, provider, observed_on
