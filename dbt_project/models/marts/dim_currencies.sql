with currencies as (

    select * from {{ ref("currencies") }}

),

providers as (

    select
        quote as currency,
        provider,
        min(observed_on) as first_rate_on,
        max(observed_on) as last_rate_on
    from {{ ref("stg_fx__rates") }}
    group by quote, provider
    qualify
        row_number() over (
            partition by quote
            order by case provider when 'ecb' then 1 when 'peg' then 2 else 3 end
        ) = 1

),

final as (

    select
        currencies.currency,
        currencies.name,
        cast(currencies.minor_unit as integer) as minor_unit,
        currencies.home_language,
        currencies.kind,
        cast(currencies.in_use_from as date) as in_use_from,
        cast(currencies.in_use_until as date) as in_use_until,
        cast(currencies.units_per_euro as decimal(18, 8)) as units_per_euro,
        providers.provider as rate_provider,
        providers.first_rate_on,
        providers.last_rate_on
    from currencies
    left join providers on currencies.currency = providers.currency

)

select * from final
order by currency
