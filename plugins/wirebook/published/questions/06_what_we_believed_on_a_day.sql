-- 6. What we believed at a moment: set variable as_of = '2026-11-21', in UTC;
-- without it, now.
with moment as (

    select
        coalesce(
            cast(getvariable('as_of') as timestamp),
            (select max(m.system_from) from fct_money_facts as m)
        ) as believed_at

)

select
    facts.fact_id,
    facts.subject_name,
    facts.fact_type,
    facts.modality,
    facts.status,
    facts.signed_low,
    facts.signed_high,
    facts.signed_point,
    facts.currency,
    facts.amount_usd,
    facts.system_from,
    facts.system_to
from fct_money_facts as facts
cross join moment
where
    facts.system_from <= moment.believed_at
    and coalesce(facts.system_to > moment.believed_at, true)
order by facts.fact_id
