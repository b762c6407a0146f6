-- One row per currency and day that an amount needs: both legs of one
-- provider, each the last one known on that day, never a later one. ECB first,
-- then pegs, then HMRC's monthly rates.
with rates as (

    select * from {{ ref("stg_fx__rates") }}

),

needed as (

    select distinct
        dated_on as as_of_on,
        unnest([currency, 'USD']) as quote
    from {{ ref("int_money_claims") }}
    where currency is not null and currency <> 'USD' and dated_on is not null

),

pairs as (

    select distinct
        provider,
        base,
        quote
    from rates

),

legs as (

    select
        needed.as_of_on,
        pairs.provider,
        pairs.base,
        pairs.quote
    from needed
    inner join pairs on needed.quote = pairs.quote

),

last_known as (

    select
        legs.provider,
        legs.base,
        legs.quote,
        legs.as_of_on,
        rates.observed_on,
        rates.rate,
        rates.is_monthly,
        rates.payload_sha256,
        rates.provider = 'peg' as is_peg
    from legs
    asof inner join rates
        on
            legs.provider = rates.provider
            and legs.base = rates.base
            and legs.quote = rates.quote
            and legs.as_of_on >= rates.observed_on

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
            when is_peg then true
            when is_monthly
                then
                    date_trunc('month', as_of_on)
                    = date_trunc('month', observed_on)
            else as_of_on - observed_on <= {{ var("carry_days") }}
        end

)

select * from final
