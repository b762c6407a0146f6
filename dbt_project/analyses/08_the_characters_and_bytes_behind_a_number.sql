-- 8. The exact characters and bytes behind every current number, in each
-- language.
with facts as (

    select * from {{ ref("fct_money_facts") }}
    where is_current

),

claims as (

    select * from {{ ref("fct_money_claims") }}

),

mentions as (

    select * from {{ ref("fct_money_mentions") }}

),

articles as (

    select * from {{ ref("fct_articles") }}

)

select
    facts.fact_id,
    articles.language,
    mentions.surface,
    mentions.span_start,
    mentions.span_end,
    mentions.byte_start,
    mentions.byte_end,
    mentions.evidence_start,
    mentions.evidence_end,
    articles.raw_sha256,
    articles.warc_file,
    articles.warc_record_id
from facts
inner join claims on facts.fact_id = claims.fact_id
inner join mentions on claims.money_mention_id = mentions.money_mention_id
inner join articles
    on claims.article_version_id = articles.article_version_id
order by facts.fact_id, articles.language, mentions.money_mention_id
