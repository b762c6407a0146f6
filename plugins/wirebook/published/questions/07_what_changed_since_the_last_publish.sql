-- 7. What the newest change was, and why: each fact that opened or closed in
-- the latest run that changed anything, with its state before.
with facts as (

    select * from fct_money_facts

),

latest as (

    select
        max(greatest(system_from, coalesce(system_to, system_from)))
            as changed_at
    from facts

),

opened as (

    select facts.*
    from facts
    inner join latest on facts.system_from = latest.changed_at

),

closed as (

    select facts.*
    from facts
    inner join latest on facts.system_to = latest.changed_at

)

select
    coalesce(opened.fact_id, closed.fact_id) as fact_id,
    coalesce(opened.subject_name, closed.subject_name) as subject_name,
    case
        when closed.fact_id is null then 'new fact'
        when opened.fact_id is null then 'no longer a fact'
        when opened.headline_claim_id <> closed.headline_claim_id
            then 'another headline by ' || opened.resolution_rule
        when opened.status <> closed.status
            then closed.status || ' to ' || opened.status
        when opened.articles <> closed.articles then 'more or fewer articles'
        else 'details'
    end as why,
    closed.amount_usd as amount_usd_before,
    opened.amount_usd as amount_usd_now
from opened
full outer join closed on opened.fact_id = closed.fact_id
order by fact_id
