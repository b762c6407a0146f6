-- One row per fact: how far its claims' amounts lie apart, in the currency that
-- they share, else in dollars at each article's own day; and whether sources
-- dispute it, for no one figure fits what they say. A slip of scale is left out.
with claims as (

    select * from {{ ref("int_fact_headlines") }}
    where is_live and not is_slip

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

valued as (

    select
        claims.fact_id,
        claims.currency,
        claims.figure,
        claims.independence_id,
        {{ in_dollars("claims", "conversions") }} as figure_usd,
        {{ least_meant("claims") }} as least_figure,
        {{ most_meant("claims") }} as most_figure
    from claims
    left join conversions
        on
            claims.currency = conversions.currency
            and claims.dated_on = conversions.as_of_on

),

-- A figure fits them all if it fits each two: the highest floor is under the
-- lowest ceiling.
disputes as (

    select
        fact_id,
        count(distinct independence_id) > 1
        and max(least_figure) > min(most_figure) as is_disputed
    from valued
    where currency is not null
    group by fact_id, currency

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
        extremes.fact_id,
        -- Beyond ten billion to one it is the same whatever it is.
        case
            when extremes.least_figure > 0
                then
                    cast(
                        cast(
                            least(
                                cast(extremes.greatest_figure * 10000 as hugeint)
                                * 10000
                                // cast(extremes.least_figure * 10000 as hugeint),
                                cast(100000000000000 as hugeint)
                            ) as decimal(38, 0)
                        ) * 0.0001 as decimal(18, 4)
                    )
        end as spread_ratio,
        coalesce(bool_or(disputes.is_disputed), false) as is_disputed
    from extremes
    left join disputes on extremes.fact_id = disputes.fact_id
    group by all

)

select * from final
