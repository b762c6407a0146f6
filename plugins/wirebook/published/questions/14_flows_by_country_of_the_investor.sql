-- 14. Flows by the investor's country; countries count as their own.
with facts as (

    select * from fct_money_facts
    where is_current and is_counted

),

investors as (

    select * from bridge_fact_entities
    where role in ('investor', 'buyer', 'payer')

),

entities as (

    select * from dim_entities
    where is_current

)

select
    coalesce(entities.country, 'not known') as country,
    count(distinct facts.fact_id) as facts,
    sum(coalesce(facts.amount_usd, facts.amount_usd_low) * investors.share)
        as amount_usd
from facts
inner join investors on facts.fact_id = investors.fact_id
inner join entities on investors.entity_id = entities.entity_id
group by entities.country
order by country
