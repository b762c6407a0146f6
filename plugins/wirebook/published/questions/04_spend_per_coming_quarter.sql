-- 4. Spend per coming quarter, spread over the horizons of counted facts.
with allocations as (

    select * from fct_fact_allocations

),

facts as (

    select * from fct_money_facts
    where is_current and is_counted

)

select
    allocations.year_quarter,
    count(*) as facts,
    sum(allocations.amount_usd) as amount_usd
from allocations
inner join facts on allocations.fact_version_id = facts.fact_version_id
group by allocations.year_quarter
order by allocations.year_quarter
