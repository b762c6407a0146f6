-- 13. Who bought stakes in whom.
select
    subject_name as buyer,
    object_name as target,
    fact_type,
    announced_on,
    amount_usd,
    amount_usd_low,
    amount_usd_high
from fct_money_facts
where is_current and fact_type in ('stake_purchase', 'acquisition')
order by announced_on, buyer, target
