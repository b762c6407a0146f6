-- 18. Utterances by speaker, and the languages that each was printed in.
with quotes as (

    select * from fct_quotes
    where kind = 'direct'

),

articles as (

    select * from fct_articles

)

select
    quotes.speaker_name,
    quotes.quote_group_id,
    count(*) as printed,
    array_agg(distinct articles.language order by articles.language)
        as languages
from quotes
inner join articles
    on quotes.article_version_id = articles.article_version_id
group by quotes.speaker_name, quotes.quote_group_id
order by quotes.speaker_name, quotes.quote_group_id
