with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(money) as item
    from readings

),

renamed as (

    select
        article_version_id,
        {{ hash_id(["article_version_id", "item.core_start", "item.core_end"]) }}
            as money_mention_id,
        item.ordinal as ordinal,
        item.start as span_start,
        item."end" as span_end,
        item.core_start as core_start,
        item.core_end as core_end,
        item.byte_start as byte_start,
        item.byte_end as byte_end,
        item.evidence_start as evidence_start,
        item.evidence_end as evidence_end,
        item.surface as surface,
        cast(item.low as decimal(38, 4)) as amount_low,
        cast(item.high as decimal(38, 4)) as amount_high,
        cast(item.point as decimal(38, 4)) as amount_point,
        item.currency as currency,
        item.currency_evidence as currency_evidence,
        item.bound as bound,
        coalesce(item.sign, 'plus') as sign,
        item.zone as zone_read,
        item.restates as restates_ordinal
    from unnested

)

select * from renamed
