-- One row per currency and day that an amount needs: both legs of one
-- provider, each the last one known on that day, never a later one. ECB first,
-- then pegs, then HMRC's monthly rates.
with rates as (

    select * from {{ ref("stg_fx__rates") }}

),

needed as (

    select distinct
        currency,
        dated_on as as_of_on
    from {{ ref("int_money_claims") }}
    where currency is not null and currency <> 'USD' and dated_on is not null

),

known as (

    select
        *,
        provider = 'peg' as is_peg
    from rates
    where
        quote = 'USD' or quote in (select currency from needed)

),

legs as (

    select distinct
        needed.as_of_on,
        known.provider,
        known.base,
        known.quote
    from needed
    inner join known on known.quote in (needed.currency, 'USD')

),

last_known as (

    select
        legs.provider,
        legs.base,
        legs.quote,
        legs.as_of_on,
        known.observed_on,
        known.rate,
        known.is_monthly,
        known.is_peg,
        known.payload_sha256
    from legs
    asof left join known
        on
            legs.provider = known.provider
            and legs.base = known.base
            and legs.quote = known.quote
            and legs.as_of_on >= known.observed_on

),

final as (

    select
        {{ hash_id([
            "provider", "base", "quote", "as_of_on", "observed_on", "rate"
        ]) }}
            as fx_rate_id,
        provider,
        base,
        quote,
        as_of_on,
        observed_on,
        rate,
        case
            when is_monthly or is_peg then 0
            else as_of_on - observed_on
        end as carried_days,
        case provider when 'ecb' then 1 when 'peg' then 2 else 3 end
            as preference,
        payload_sha256
    from last_known
    where
        case
            when is_peg then observed_on is not null
            when is_monthly
                then
                    date_trunc('month', as_of_on)
                    = date_trunc('month', observed_on)
            else as_of_on - observed_on <= {{ var("carry_days") }}
        end

)

select * from final
