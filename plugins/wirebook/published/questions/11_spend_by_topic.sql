-- 11. Spend by topic; a fact on two topics is shared between them.
with facts as (

    select * from fct_money_facts
    where is_current and is_counted

),

topics as (

    select * from bridge_fact_topics

)

select
    topics.topic,
    count(*) as facts,
    sum(coalesce(facts.amount_usd, facts.amount_usd_low) * topics.share)
        as amount_usd
from facts
inner join topics on facts.fact_id = topics.fact_id
group by topics.topic
order by topics.topic
