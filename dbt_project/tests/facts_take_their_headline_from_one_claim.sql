-- A fact's amount and bound are those of one of its claims, never a mixture.
with facts as (

    select * from {{ ref("fct_money_facts") }}
    where is_current

),

claims as (

    select * from {{ ref("fct_money_claims") }}
    where is_headline

),

mentions as (

    select * from {{ ref("fct_money_mentions") }}

)

select facts.fact_id
from facts
left join claims on facts.fact_id = claims.fact_id
left join mentions on claims.money_mention_id = mentions.money_mention_id
where
    facts.headline_claim_id is distinct from claims.claim_id
    or facts.amount_low is distinct from mentions.amount_low
    or facts.amount_high is distinct from mentions.amount_high
    or facts.amount_point is distinct from mentions.amount_point
    or facts.currency is distinct from mentions.currency
    or facts.bound is distinct from mentions.bound
