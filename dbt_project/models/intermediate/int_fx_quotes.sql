-- One row per provider, currency and day that an amount needs: the rate last
-- known on that day, and whether another provider has it much the same.
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

last_known as (

    {{ last_known_rates("needed", "rates", "as_of_on") }}

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
    where others.units > 0 and ones.units / others.units between 0.85 and 1.15

),

final as (

    select
        last_known.*,
        last_known.provider = 'peg' as is_peg,
        seconded.quote is not null as is_seconded
    from last_known
    left join seconded
        on
            last_known.provider = seconded.provider
            and last_known.quote = seconded.quote
            and last_known.as_of_on = seconded.as_of_on

)

select * from final
