-- 10. What open commitments are at least, against what they name.
select
    count(*) as facts,
    sum(amount_usd_low) as at_least_usd,
    sum(amount_usd) as named_usd,
    count(*) filter (where amount_usd_low is null) as facts_without_low
from fct_money_facts
where is_current and is_counted and modality = 'committed'
