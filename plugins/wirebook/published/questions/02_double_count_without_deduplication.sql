-- 2. How much would be counted twice if every claim were a fact.
with facts as (

    select * from fct_money_facts
    where is_current and is_counted

)

select
    count(*) as facts,
    sum(claims) as claims,
    sum(coalesce(amount_usd, amount_usd_low)) as amount_usd,
    sum(coalesce(amount_usd, amount_usd_low) * claims) as naive_amount_usd,
    sum(coalesce(amount_usd, amount_usd_low) * (claims - 1))
        as double_count_usd
from facts
