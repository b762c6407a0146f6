-- 17. Where translations of one report bind the same amount differently.
with claims as (

    select * from fct_money_claims
    where status = 'accepted'

),

mentions as (

    select * from fct_money_mentions

),

translations as (

    select * from fct_articles
    where translation_of is not null

)

select
    originals.fact_id,
    original_mentions.surface as original_surface,
    original_mentions.bound as original_bound,
    translations.language as translated_into,
    translated_mentions.surface as translated_surface,
    translated_mentions.bound as translated_bound
from translations
inner join claims as translated
    on translations.article_version_id = translated.article_version_id
inner join claims as originals
    on
        translations.translation_of = originals.article_version_id
        and translated.fact_id = originals.fact_id
inner join mentions as translated_mentions
    on translated.money_mention_id = translated_mentions.money_mention_id
inner join mentions as original_mentions
    on originals.money_mention_id = original_mentions.money_mention_id
where translated_mentions.bound <> original_mentions.bound
order by originals.fact_id, translated_into
