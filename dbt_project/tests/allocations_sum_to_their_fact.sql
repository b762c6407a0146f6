-- Spreading a fact over the quarters of its horizon neither makes nor loses a
-- cent.
with facts as (

    select * from {{ ref("fct_money_facts") }}

),

sums as (

    select
        fact_version_id,
        sum(amount_usd) as amount_usd,
        sum(days) as days
    from {{ ref("fct_fact_allocations") }}
    group by fact_version_id

)

select sums.fact_version_id
from sums
inner join facts on sums.fact_version_id = facts.fact_version_id
where
    sums.amount_usd <> coalesce(facts.amount_usd, facts.amount_usd_low)
    or sums.days <> facts.horizon_end - facts.horizon_start + 1
