{{ config(materialized = "table") }}

-- One row per amount as read, and why it may not be used.
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
        -- A sentence that does not show the amount at its place shows nothing.
        case
            when
                {{ is_span("item.mark_start", "item.mark_end") }}
                and item.surface = substring(
                    item.evidence,
                    item.mark_start + 1,
                    item.mark_end - item.mark_start
                )
                then item.evidence
        end as evidence,
        item.mark_start as mark_start,
        item.mark_end as mark_end,
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

),

currencies as (

    select currency from {{ ref("currencies") }}

),

looked_at as (

    select
        *,
        case
            when
                ordinal is null or surface is null
                or not {{ is_span("span_start", "span_end") }}
                or not {{ is_span("core_start", "core_end") }}
                or core_start < span_start or core_end > span_end
                then 'no place in its text'
            when length(surface) <> span_end - span_start
                then 'the printed characters do not fill their span'
            when
                not coalesce({{ is_span("byte_start", "byte_end") }}, true)
                and not (byte_start is null and byte_end is null)
                then 'no place in its bytes'
            when byte_end - byte_start < span_end - span_start
                then 'fewer bytes than characters'
            when
                coalesce(evidence_start > span_start, false)
                or coalesce(evidence_end < span_end, false)
                then 'its sentence does not hold it'
            when
                currency is not null
                and currency not in (select c.currency from currencies as c)
                then 'a currency that is not in the list'
            when not {{ in_list("currency_evidence", ["explicit", "inherited", "house"]) }}
                then 'no evidence of its currency'
            when
                not {{ in_list("sign", ["plus", "minus"]) }}
                or not {{ in_list("zone_read", ["body", "boilerplate"]) }}
                then 'a sign or zone that is not known'
            when
                coalesce(amount_low > amount_point, false)
                or coalesce(amount_point > amount_high, false)
                or coalesce(amount_low > amount_high, false)
                then 'its lower end is above its upper end'
            when least(amount_low, amount_point, amount_high) < 0
                then 'an amount below nothing: a sign says that'
            when
                greatest(amount_low, amount_point, amount_high)
                >= {{ var("amount_cap") }}
                then 'beyond any sum of money'
            when
                not coalesce(case bound
                    when 'exact'
                        then
                            amount_low = amount_point
                            and amount_high = amount_point
                    when 'range'
                        then amount_low < amount_high and amount_point is null
                    when 'about'
                        then amount_point is not null and amount_low is null
                    when 'at_least'
                        then amount_low is not null and amount_high is null
                    when 'more_than'
                        then amount_low is not null and amount_high is null
                    when 'at_most'
                        then amount_high is not null and amount_low is null
                    when 'less_than'
                        then amount_high is not null and amount_low is null
                end, false)
                then 'its bound does not fit its amounts'
        end as own_fault
    from renamed

),

-- One span is one amount; of two the first one stays.
counted as (

    select
        *,
        row_number() over (
            partition by article_version_id, core_start, core_end
            order by
                own_fault is not null, ordinal, span_start, span_end, surface
        ) as nth_at_span,
        row_number() over (
            partition by article_version_id, ordinal
            order by
                own_fault is not null, core_start, core_end, span_start, surface
        ) as nth_of_ordinal
    from looked_at

),

judged as (

    select
        * exclude (own_fault, nth_at_span, nth_of_ordinal),
        case
            when own_fault is not null then own_fault
            when nth_at_span > 1 then 'another amount stands at its place'
            when nth_of_ordinal > 1 then 'another amount bears its number'
        end as fault
    from counted

),

final as (

    select
        judged.* exclude (fault), -- noqa: RF02
        case
            when judged.fault is not null then judged.fault
            when
                judged.restates_ordinal is not null
                and (
                    originals.ordinal is null
                    or originals.ordinal = judged.ordinal
                    or originals.restates_ordinal is not null
                    or coalesce(originals.currency = judged.currency, false)
                )
                then 'it restates no amount of its text in another currency'
        end as refused_reason
    from judged
    left join judged as originals
        on
            judged.article_version_id = originals.article_version_id
            and judged.restates_ordinal = originals.ordinal
            and originals.fault is null

)

select * from final
