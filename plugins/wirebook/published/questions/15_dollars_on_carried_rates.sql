-- 15. Dollar amounts on carried rates, and how stale the rates are.
with facts as (

    select * from fct_money_facts
    where is_current

),

rates as (

    select * from fct_fx_rates

)

select
    facts.fact_id,
    facts.currency,
    facts.as_of_on,
    rates.provider,
    rates.observed_on,
    rates.carried_days
from facts
inner join rates on facts.fx_native_rate_id = rates.fx_rate_id
where rates.is_carried
order by rates.carried_days desc, facts.fact_id
