-- 1. Announced AI investment by investor and quarter in dollars, each fact
-- once. Facts without dollars are counted beside the sum, not guessed.
with facts as (

    select * from fct_money_facts
    where is_current and is_counted

),

topics as (

    select
        fact_id,
        sum(share) as share
    from bridge_fact_topics
    where topic = 'ai' or starts_with(topic, 'ai_')
    group by fact_id

),

investors as (

    select * from bridge_fact_entities
    where role in ('investor', 'buyer', 'payer')

),

entities as (

    select * from dim_entities
    where is_current

),

days as (

    select * from dim_dates

)

select
    entities.name as investor,
    days.year_quarter,
    count(distinct facts.fact_id) as facts,
    sum(coalesce(facts.amount_usd, facts.amount_usd_low) * investors.share)
        as amount_usd,
    count(*) filter (
        where coalesce(facts.amount_usd, facts.amount_usd_low) is null
    ) as facts_without_dollars
from facts
inner join topics on facts.fact_id = topics.fact_id
inner join investors on facts.fact_id = investors.fact_id
inner join entities on investors.entity_id = entities.entity_id
left join days on facts.announced_on = days.date_day
group by entities.name, days.year_quarter
order by investor, days.year_quarter
