-- 19. A publisher's own conversion into dollars against the reference rates of
-- the fact's as-of day: the dollars that it printed for one dollar of ours.
with mentions as (

    select
        *,
        coalesce(amount_point, amount_low, amount_high) as figure
    from fct_money_mentions

),

claims as (

    select * from fct_money_claims
    where status = 'accepted'

),

facts as (

    select * from fct_money_facts
    where is_current and conversion = 'converted'

),

rates as (

    select * from fct_fx_rates

)

select
    facts.fact_id,
    originals.surface as original_surface,
    restated.surface as restated_surface,
    restated.figure as printed_usd,
    natives.provider,
    natives.observed_on,
    round(
        restated.figure / (originals.figure / natives.rate * dollars.rate), 4
    ) as ratio
from facts
inner join claims on facts.fact_id = claims.fact_id
inner join mentions as originals
    on
        claims.money_mention_id = originals.money_mention_id
        and facts.currency = originals.currency
inner join mentions as restated
    on originals.money_mention_id = restated.restates_mention_id
inner join rates as natives on facts.fx_native_rate_id = natives.fx_rate_id
inner join rates as dollars on facts.fx_usd_rate_id = dollars.fx_rate_id
where restated.currency = 'USD'
order by facts.fact_id, restated.money_mention_id
