-- 3. Committed, planned, forecast and done, side by side and never summed.
select
    modality,
    fact_type,
    count(*) as facts,
    sum(coalesce(amount_usd, amount_usd_low)) as amount_usd
from fct_money_facts
where is_current and part_of_fact_id is null
group by modality, fact_type
order by modality, fact_type
