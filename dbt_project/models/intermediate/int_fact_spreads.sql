-- One row per fact: how far its claims' amounts lie apart, in the currency that
-- they share, else in dollars at each article's own day.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

valued as (

    select
        claims.fact_id,
        claims.currency,
        claims.figure,
        case
            when claims.currency = 'USD' then claims.figure
            else
                {{ convert_amount(
                    "claims.figure",
                    "conversions.native_rate",
                    "conversions.usd_rate",
                ) }}
        end as figure_usd
    from claims
    left join conversions
        on
            claims.currency = conversions.currency
            and claims.dated_on = conversions.as_of_on
    where claims.is_live

),

extremes as (

    select
        fact_id,
        if(count(distinct currency) > 1, min(figure_usd), min(figure)) as least_figure,
        if(count(distinct currency) > 1, max(figure_usd), max(figure)) as greatest_figure
    from valued
    group by fact_id

),

final as (

    select
        fact_id,
        -- Beyond ten billion to one it is the same whatever it is.
        cast(
            cast(
                least(
                    cast(greatest_figure * 10000 as hugeint) * 10000
                    // cast(least_figure * 10000 as hugeint),
                    cast(100000000000000 as hugeint)
                ) as decimal(38, 0)
            ) * 0.0001 as decimal(18, 4)
        ) as spread_ratio
    from extremes
    where least_figure > 0

)

select * from final
