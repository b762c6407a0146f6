with mentions as (

    select * from {{ ref("int_money_mentions") }}

),

restatements as (

    select * from {{ ref("int_restatements") }}

),

final as (

    select
        mentions.money_mention_id,
        mentions.article_version_id,
        mentions.ordinal,
        mentions.span_start,
        mentions.span_end,
        mentions.core_start,
        mentions.core_end,
        mentions.byte_start,
        mentions.byte_end,
        mentions.evidence_start,
        mentions.evidence_end,
        mentions.surface,
        mentions.amount_low,
        mentions.amount_high,
        mentions.amount_point,
        mentions.currency,
        mentions.currency_evidence,
        mentions.bound,
        mentions.sign,
        mentions.zone_read,
        mentions.zone_final,
        mentions.demoted_reason,
        mentions.restates_mention_id,
        restatements.implied_rate,
        restatements.reference_rate,
        restatements.scale_error
    from mentions
    left join restatements
        on mentions.money_mention_id = restatements.money_mention_id

)

select * from final
order by article_version_id, ordinal
