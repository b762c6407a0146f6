{{ config(materialized = "table") }}

-- One row per claim as read, and why it may not be used.
with recursive readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(claims) as item
    from readings

),

renamed as (

    select
        article_version_id,
        item.ordinal as ordinal,
        item.money as money_ordinal,
        item.fact_type as fact_type,
        item.subject as subject_name,
        item.subject_type as subject_type,
        item.subject_entity_id as subject_gazetteer_id,
        item.subject_key as subject_key,
        item.object as object_name,
        item.object_entity_id as object_gazetteer_id,
        item.object_key as object_key,
        item.parties as parties,
        item.topic as topic,
        item.modality as modality,
        item.hedge as hedge,
        coalesce(item.said_by, item.attributed_to) as attributed_to_name,
        item.attributed_to_entity_id as attributed_to_gazetteer_id,
        item.attributed_to_key as attributed_to_key,
        item.horizon_start as horizon_start,
        item.horizon_end as horizon_end,
        try_cast(item.horizon_months as integer) as horizon_months,
        cast(item.confidence as decimal(5, 4)) as confidence,
        coalesce(item.measure, 'level') as measure,
        item.metric as metric,
        coalesce(item.sign, 'plus') as sign,
        item.part_of as part_of_ordinal,
        item.corrected_to as corrected_to_ordinal,
        item.horizon_months is not null as has_months
    from unnested

),

money as (

    select
        article_version_id,
        ordinal
    from {{ ref("stg_landing__money") }}

),

looked_at as (

    select
        claims.*,
        case
            when claims.ordinal is null then 'no place among its text''s claims'
            when money.ordinal is null then 'its amount is not here'
            when
                claims.fact_type is null
                or claims.fact_type not in (select f.fact_type from {{ ref("fact_types") }} as f)
                then 'a kind of fact that is not in the list'
            when
                not {{ in_list(
                    "claims.modality",
                    ["done", "committed", "planned", "forecast", "reported", "denied"],
                ) }}
                or not {{ in_list("claims.measure", ["level", "change", "per_unit"]) }}
                or not {{ in_list("claims.sign", ["plus", "minus"]) }}
                then 'a modality, measure or sign that is not known'
            when
                claims.metric is not null
                and claims.metric not in (select m.metric from {{ ref("metrics") }} as m)
                then 'a metric that is not in the list'
            when
                claims.topic is not null
                and not list_has_all(
                    (select list(t.topic) from {{ ref("topics") }} as t),
                    string_split(claims.topic, '+')
                )
                then 'a topic that is not in the list'
            when
                claims.subject_type is not null
                and not {{ in_list(
                    "claims.subject_type", ["PER", "ORG", "LOC", "PRODUCT", "EVENT"]
                ) }}
                then 'a type of entity that is not known'
            when
                len(list_filter(claims.parties, party -> (
                    party.role is not null
                    and not {{ in_list("party.role", [
                        "seller", "supplier", "investor", "lender", "recipient",
                        "regulator", "backer", "buyer", "target", "partner",
                    ]) }}
                ))) > 0
                then 'a role that is not known'
            when not coalesce(claims.confidence between 0 and 1, false)
                then 'no confidence from 0 to 1'
            when
                coalesce(claims.horizon_start > claims.horizon_end, false)
                or (
                    claims.has_months
                    and not coalesce(claims.horizon_months between 1 and 4800, false)
                )
                or not {{ is_known_day("claims.horizon_start") }}
                or not {{ is_known_day("claims.horizon_end") }}
                then 'a horizon that runs backwards or off the calendar'
        end as own_fault
    from renamed as claims
    left join money
        on
            claims.article_version_id = money.article_version_id
            and claims.money_ordinal = money.ordinal

),

judged as (

    select
        * exclude (own_fault),
        case
            when own_fault is not null then own_fault
            when
                row_number() over (
                    partition by article_version_id, ordinal
                    order by own_fault is not null, money_ordinal, fact_type, modality
                ) > 1
                then 'another claim bears its number'
        end as fault
    from looked_at

),

-- A part whose whole is set aside would be summed as if it were none.
set_aside as (

    select
        claims.article_version_id,
        claims.ordinal
    from judged as claims
    left join judged as wholes
        on
            claims.article_version_id = wholes.article_version_id
            and claims.part_of_ordinal = wholes.ordinal
            and wholes.fault is null
    where claims.part_of_ordinal is not null and wholes.ordinal is null
    union
    select
        claims.article_version_id,
        claims.ordinal
    from judged as claims
    inner join set_aside
        on
            claims.article_version_id = set_aside.article_version_id
            and claims.part_of_ordinal = set_aside.ordinal

),

final as (

    select
        judged.* exclude (fault, has_months), -- noqa: RF02
        case
            when judged.fault is not null then judged.fault
            when set_aside.ordinal is not null
                then 'the amount that contains it is set aside'
        end as refused_reason
    from judged
    left join set_aside
        on
            judged.article_version_id = set_aside.article_version_id
            and judged.ordinal = set_aside.ordinal

)

select * from final
