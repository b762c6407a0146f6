-- 5. Conflicting figures, their ratio and the rule that won.
with facts as (

    select * from fct_money_facts
    where is_current and status = 'conflicted'

),

claims as (

    select * from fct_money_claims

),

mentions as (

    select * from fct_money_mentions

),

articles as (

    select * from fct_articles

)

select
    facts.fact_id,
    facts.subject_name,
    facts.spread_ratio,
    facts.resolution_rule,
    claims.is_headline,
    articles.outlet,
    mentions.surface
from facts
inner join claims on facts.fact_id = claims.fact_id
inner join mentions on claims.money_mention_id = mentions.money_mention_id
inner join articles
    on claims.article_version_id = articles.article_version_id
order by facts.spread_ratio desc, facts.fact_id, claims.claim_id
