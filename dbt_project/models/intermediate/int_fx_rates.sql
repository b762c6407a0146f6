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

{% set agrees = "between 0.85 and 1.15" %}

-- What the provider observed just before and just after.
neighbours as (

    select
        provider,
        base,
        quote,
        observed_on,
        lag(rate) over series as rate_before,
        observed_on - lag(observed_on) over series as days_before,
        lead(rate) over series as rate_after,
        lead(observed_on) over series - observed_on as days_after
    from rates
    where quote in (select needed.quote from needed)
    window series as (partition by provider, base, quote order by observed_on)

),

-- Units for one dollar, which providers of different bases share.
per_dollar as (

    select
        natives.provider,
        natives.quote,
        natives.as_of_on,
        cast(natives.rate as double) / cast(dollars.rate as double) as units
    from last_known as natives
    inner join last_known as dollars
        on
            natives.provider = dollars.provider
            and natives.base = dollars.base
            and natives.as_of_on = dollars.as_of_on
    where natives.quote <> 'USD' and dollars.quote = 'USD' and dollars.rate > 0

),

seconded as (

    select distinct
        ones.provider,
        ones.quote,
        ones.as_of_on
    from per_dollar as ones
    inner join per_dollar as others
        on
            ones.quote = others.quote
            and ones.as_of_on = others.as_of_on
            and ones.provider <> others.provider
    where others.units > 0 and ones.units / others.units {{ agrees }}

),

-- A slip stands alone; a true jump stays where it went, and one that came by
-- steps is near the step before.
confirmed as (

    select
        last_known.*,
        coalesce(neighbours.days_before, 8) > 7
        and coalesce(neighbours.days_after, 8) > 7
        or coalesce(
            neighbours.days_before <= 7
            and last_known.rate / neighbours.rate_before {{ agrees }},
            false
        )
        or coalesce(
            neighbours.days_after <= 7
            and last_known.rate / neighbours.rate_after {{ agrees }},
            false
        )
        or last_known.is_monthly
        or seconded.quote is not null as is_confirmed
    from last_known
    left join neighbours
        on
            last_known.provider = neighbours.provider
            and last_known.base = neighbours.base
            and last_known.quote = neighbours.quote
            and last_known.observed_on = neighbours.observed_on
    left join seconded
        on
            last_known.provider = seconded.provider
            and last_known.quote = seconded.quote
            and last_known.as_of_on = seconded.as_of_on

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
        is_confirmed,
        payload_sha256
    from confirmed
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
