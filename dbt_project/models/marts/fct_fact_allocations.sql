-- The point, else the low end, by days. The last quarter takes the cents that
-- rounding leaves, so the parts sum to the whole exactly.
with facts as (

    select
        fact_version_id,
        fact_id,
        horizon_start,
        horizon_end,
        if(amount_usd is null, 'low', 'point') as basis,
        coalesce(amount_usd, amount_usd_low) as amount_usd
    from {{ ref("fct_money_facts") }}
    where
        is_current
        and horizon_start <= horizon_end
        and coalesce(amount_usd, amount_usd_low) is not null

),

quarters as (

    select distinct
        quarter_start_on,
        year_quarter
    from {{ ref("dim_dates") }}

),

spread as (

    select
        facts.fact_version_id,
        facts.fact_id,
        facts.basis,
        facts.amount_usd as whole_usd,
        quarters.quarter_start_on,
        quarters.year_quarter,
        least(
            facts.horizon_end,
            cast(quarters.quarter_start_on + interval 3 month as date) - 1
        )
        - greatest(facts.horizon_start, quarters.quarter_start_on)
        + 1 as days,
        facts.horizon_end - facts.horizon_start + 1 as horizon_days
    from facts
    inner join quarters
        on
            facts.horizon_end >= quarters.quarter_start_on
            and facts.horizon_start
            < quarters.quarter_start_on + interval 3 month

),

shares as (

    select
        *,
        cast(
            cast(
                cast(whole_usd * 100 as hugeint) * days // horizon_days
                as decimal(38, 0)
            ) * 0.01 as decimal(38, 4)
        ) as share_usd,
        row_number() over (
            partition by fact_id order by quarter_start_on desc
        ) = 1 as is_last
    from spread

),

final as (

    select
        fact_version_id,
        fact_id,
        quarter_start_on,
        year_quarter,
        cast(days as bigint) as days,
        basis,
        if(
            is_last,
            whole_usd - (sum(share_usd) over (partition by fact_id) - share_usd),
            share_usd
        ) as amount_usd
    from shares

)

select
    fact_version_id,
    fact_id,
    quarter_start_on,
    year_quarter,
    days,
    basis,
    cast(amount_usd as decimal(38, 4)) as amount_usd
from final
order by fact_id, quarter_start_on
