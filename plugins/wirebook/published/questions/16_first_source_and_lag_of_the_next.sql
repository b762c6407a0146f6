-- 16. First outlet and language of each fact, and the days until the next
-- outlet had it.
with claims as (

    select * from fct_money_claims
    where status = 'accepted'

),

articles as (

    select * from fct_articles
    where published_on is not null

),

outlets as (

    select
        claims.fact_id,
        articles.outlet,
        min(articles.published_on) as published_on,
        arg_min(articles.language, articles.published_on) as language
    from claims
    inner join articles
        on claims.article_version_id = articles.article_version_id
    group by claims.fact_id, articles.outlet

)

select
    fact_id,
    outlet as first_outlet,
    language as first_language,
    published_on,
    lead(published_on) over (
        partition by fact_id order by published_on, outlet
    ) - published_on as days_until_next
from outlets
qualify
    row_number() over (partition by fact_id order by published_on, outlet) = 1
order by fact_id
