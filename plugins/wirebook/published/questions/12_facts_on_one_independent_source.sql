-- 12. Facts that rest on one independent source, the largest first.
select
    fact_id,
    subject_name,
    fact_type,
    articles,
    languages,
    coalesce(amount_usd, amount_usd_low) as amount_usd
from fct_money_facts
where is_current and is_single_origin
order by amount_usd desc nulls last, fact_id
