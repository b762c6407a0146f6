{{ config(materialized = "view") }}

-- Every claim with the words that make it and where they stand.
-- A view, so that what the audit sets aside below is gone here too; the
-- candidate has its rows.
with claims as (

    select * from {{ ref("fct_money_claims") }}

),

mentions as (

    select * from {{ ref("fct_money_mentions") }}

),

sentences as (

    select
        money_mention_id,
        evidence,
        mark_start,
        mark_end
    from {{ ref("stg_landing__money") }}

),

articles as (

    select * from {{ ref("fct_articles") }}

),

final as (

    select
        claims.claim_id,
        claims.fact_id,
        claims.status,
        claims.rejected_reason,
        claims.is_headline,

        -- what it says
        claims.fact_type,
        claims.subject_name,
        claims.object_name,
        claims.modality,
        claims.measure,
        claims.metric,
        claims.sign,
        claims.hedge,
        claims.said_by,
        mentions.surface,
        mentions.amount_low,
        mentions.amount_high,
        mentions.amount_point,
        mentions.currency,
        mentions.currency_evidence,
        mentions.bound,
        claims.confidence,

        -- the words
        sentences.evidence as sentence,
        if(sentences.evidence is null, null, sentences.mark_start)
            as mark_start,
        if(sentences.evidence is null, null, sentences.mark_end) as mark_end,

        -- where they stand
        articles.article_version_id,
        articles.source,
        articles.outlet,
        articles.language,
        articles.title,
        articles.published_on,
        articles.published_not_after,
        articles.published_precision,
        articles.canonical_url,
        articles.file_name,
        articles.status as article_status,
        articles.is_original,
        articles.story_id,
        articles.translation_of,
        mentions.zone_final,
        mentions.span_start,
        mentions.span_end,
        mentions.byte_start,
        mentions.byte_end,
        articles.raw_sha256,
        articles.warc_file,
        articles.warc_offset,
        articles.warc_record_id
    from claims
    inner join mentions on claims.money_mention_id = mentions.money_mention_id
    inner join articles
        on claims.article_version_id = articles.article_version_id
    left join sentences
        on claims.money_mention_id = sentences.money_mention_id

)

select * from final
