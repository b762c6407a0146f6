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

tellings as (

    select
        claims.fact_id,
        articles.outlet,
        articles.language,
        articles.published_on,
        row_number() over (
            partition by claims.fact_id, articles.outlet
            order by articles.published_on, articles.language
        ) as telling
    from claims
    inner join articles
        on claims.article_version_id = articles.article_version_id

),

outlets as (

    select
        fact_id,
        outlet,
        language,
        published_on,
        lead(published_on) over (
            partition by fact_id order by published_on, outlet
        ) - published_on as days_until_next,
        row_number() over (
            partition by fact_id order by published_on, outlet
        ) as place
    from tellings
    where telling = 1

)

select
    fact_id,
    outlet as first_outlet,
    language as first_language,
    published_on,
    days_until_next
from outlets
where place = 1
order by fact_id
