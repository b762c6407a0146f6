-- 9. Who forecast what, with hedge and horizon.
with facts as (

    select * from fct_money_facts
    where is_current and modality = 'forecast'

),

claims as (

    select * from fct_money_claims

)

select
    claims.attributed_to as forecaster,
    facts.subject_name,
    facts.fact_type,
    facts.amount_usd,
    facts.bound,
    claims.hedge,
    facts.horizon_start,
    facts.horizon_end
from facts
inner join claims on facts.fact_id = claims.fact_id
order by forecaster, facts.fact_id, claims.claim_id
