-- One row per currency and day that an amount needs: both legs of one
-- provider, each the last one known on that day, never a later one. ECB first,
-- then pegs, then HMRC's monthly rates.
with rates as (

    select * from {{ ref("stg_fx__rates") }}

),

quotes as (

    select * from {{ ref("int_fx_quotes") }}

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
    where quote in (select quotes.quote from quotes)
    window series as (partition by provider, base, quote order by observed_on)

),

-- A slip stands alone; a true jump stays where it went, and one that came by
-- steps is near the step before.
confirmed as (

    select
        quotes.*,
        coalesce(neighbours.days_before, 8) > 7
        and coalesce(neighbours.days_after, 8) > 7
        or coalesce(
            neighbours.days_before <= 7
            and quotes.rate / neighbours.rate_before {{ agrees }},
            false
        )
        or coalesce(
            neighbours.days_after <= 7
            and quotes.rate / neighbours.rate_after {{ agrees }},
            false
        )
        or quotes.is_monthly
        or quotes.is_seconded as is_confirmed
    from quotes
    left join neighbours
        on
            quotes.provider = neighbours.provider
            and quotes.base = neighbours.base
            and quotes.quote = neighbours.quote
            and quotes.observed_on = neighbours.observed_on

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
