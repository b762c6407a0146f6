-- One row per fact with its dollars: at the as-of day's rates, rounded once.
with facts as (

    select * from {{ ref("int_facts") }}

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

fact_types as (

    select * from {{ ref("fact_types") }}

),

{% set amounts = {
    "amount_low": "amount_usd_low",
    "amount_high": "amount_usd_high",
    "amount_point": "amount_usd",
} %}

final as (

    select
        facts.*,
        {% for amount, usd in amounts.items() %}
            case
                when facts.currency = 'USD' then facts.{{ amount }}
                else
                    {{ convert_amount(
                        "facts." ~ amount,
                        "conversions.native_rate",
                        "conversions.usd_rate",
                    ) }}
            end as {{ usd }},
        {% endfor %}
        conversions.fx_native_rate_id,
        conversions.fx_usd_rate_id,
        case
            when facts.currency is null then 'no_currency'
            when facts.currency = 'USD' then 'native'
            when facts.as_of_on is null then 'no_as_of_day'
            when conversions.currency is null then 'no_rate'
            else 'converted'
        end as conversion,
        fact_types.is_additive
        and facts.modality in ('committed', 'done')
        and coalesce(facts.measure, 'level') = 'level'
        and coalesce(facts.sign, 'plus') = 'plus'
        and facts.part_of_fact_id is null
        and coalesce(facts.is_confident, true)
        and facts.status in ('active', 'conflicted') as is_counted
    from facts
    inner join fact_types on facts.fact_type = fact_types.fact_type
    left join conversions
        on
            facts.currency = conversions.currency
            and facts.as_of_on = conversions.as_of_on

)

select * from final
