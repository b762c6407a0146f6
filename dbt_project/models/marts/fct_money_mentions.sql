with mentions as (

    select
        money_mention_id,
        article_version_id,
        ordinal,
        span_start,
        span_end,
        core_start,
        core_end,
        byte_start,
        byte_end,
        evidence_start,
        evidence_end,
        surface,
        amount_low,
        amount_high,
        amount_point,
        currency,
        currency_evidence,
        bound,
        zone_read,
        zone_final,
        demoted_reason,
        restates_mention_id
    from {{ ref("int_money_mentions") }}

)

select * from mentions
order by article_version_id, ordinal
