{%- set attributes = [
    "fact_type",
    "subject_entity_id",
    "subject_name",
    "object_entity_id",
    "object_name",
    "topic",
    "modality",
    "measure",
    "metric",
    "sign",
    "attributed_to_entity_id",
    "attributed_to",
    "status",
    "amount_low",
    "amount_high",
    "amount_point",
    "currency",
    "bound",
    "amount_usd_low",
    "amount_usd_high",
    "amount_usd",
    "conversion",
    "fx_native_rate_id",
    "fx_usd_rate_id",
    "as_of_on",
    "as_of_basis",
    "part_of_fact_id",
    "superseded_by_fact_id",
    "announced_on",
    "horizon_start",
    "horizon_end",
    "horizon_months",
    "claims",
    "articles",
    "independent_sources",
    "is_single_origin",
    "languages",
    "spread_ratio",
    "resolution_rule",
    "headline_claim_id",
    "confidence",
    "is_confident",
    "is_counted",
] -%}

with facts as (

    select
        *,
        independent_sources = 1 as is_single_origin
    from {{ ref("int_facts_converted") }}

),

-- What was published before these columns were there was read as a level, as
-- plus and as sure.
previous as (

    select
        * replace (
            coalesce(measure, 'level') as measure,
            coalesce(sign, 'plus') as sign,
            coalesce(is_confident, true) as is_confident
        )
    from {{ ref("stg_previous__money_facts") }}

),

{{ with_history(
    "facts",
    "previous",
    "fact_id",
    attributes,
    "fact_version_id",
    "system_from",
    "system_to",
) }},

final as (

    select
        {{ hash_id(["fact_id", "system_from"]) }} as fact_version_id,
        fact_id,
        {% for column in attributes %}
            {{ column }},
        {% endfor %}
        attributed_to_entity_id as said_by_entity_id,
        attributed_to as said_by,
        {{ signed("amount_low", "amount_high") }} as signed_low,
        {{ signed("amount_high", "amount_low") }} as signed_high,
        {{ signed("amount_point", "amount_point") }} as signed_point,
        {{ signed("amount_usd_low", "amount_usd_high") }} as signed_usd_low,
        {{ signed("amount_usd_high", "amount_usd_low") }} as signed_usd_high,
        {{ signed("amount_usd", "amount_usd") }} as signed_usd,
        system_from,
        system_to,
        is_current
    from with_history

)

select * from final
order by fact_id, system_from
