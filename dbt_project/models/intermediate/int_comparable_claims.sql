-- One row per claim that is compared with others, with what is compared. Three
-- kinds are not: a headline's claim that the text has too, which goes with the
-- text's; what a text says again, which goes with its first; and the figure that
-- an outlet's notice takes back, which was never so.
with claims as (

    select claims.*
    from {{ ref("int_money_claims") }} as claims
    anti join {{ ref("int_headline_echoes") }} as echoes
        on claims.claim_id = echoes.claim_id
    anti join {{ ref("int_claim_repeats") }} as repeats
        on claims.claim_id = repeats.claim_id
    where
        claims.rejected_reason is null
        and not (
            claims.is_notice
            and claims.modality = 'denied'
            and claims.corrected_to_claim_id is not null
        )

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

gazetteer as (

    select * from {{ ref("entities") }}

),

-- What the text gives the amount for in other currencies.
restated as (

    select
        claim_id,
        list(struct_pack(currency, figure) order by currency, figure) as figures
    from {{ ref("int_claim_figures") }}
    where is_restated
    group by claim_id

),

parties as (

    select * from {{ ref("int_claim_party_ids") }}

),

-- The text tells the amount as a whole of which it tells parts.
wholes as (

    select distinct part_of_claim_id as claim_id
    from claims
    where part_of_claim_id is not null

),

headlined as (

    select distinct echoed_claim_id as claim_id
    from {{ ref("int_headline_echoes") }}

),

final as (

    select
        claims.claim_id,
        cast(row_number() over (order by claims.claim_id) as integer)
            as claim_number,
        claims.article_version_id,
        claims.article_id,
        claims.article_status,
        claims.is_notice,
        claims.origin_id,
        claims.story_id,
        claims.language,
        claims.dated_on,
        claims.fact_type,
        claims.modality,
        claims.metric,
        claims.measure,
        claims.sign,
        claims.subject_entity_id,
        claims.object_entity_id,
        claims.topics,
        claims.part_of_claim_id,
        claims.corrected_to_claim_id,
        claims.currency,
        claims.figure,
        claims.amount_low,
        claims.amount_high,
        claims.bound,
        claims.horizon_start,
        claims.horizon_end,
        claims.horizon_months,
        lower(claims.subject_name) as subject_folded,
        subjects.parent_entity_id as subject_parent_id,
        coalesce(subjects.type, claims.subject_type) as subject_type,
        coalesce(objects.type, claims.object_type) as object_type,
        objects.country as object_country,
        coalesce(parties.entity_ids, cast([] as varchar[])) as party_ids,
        coalesce(
            restated.figures,
            cast([] as struct(currency varchar, figure decimal(38, 4))[])
        ) as restated_figures,
        -- What is forecast is never what was done or promised; a withdrawn figure
        -- is what the one in its place is. A denial is of whatever it denies.
        case
            when
                coalesce(claims.corrected_to_modality, claims.modality)
                in ('denied', 'forecast')
                then coalesce(claims.corrected_to_modality, claims.modality)
            else 'stated'
        end as mood,
        -- One event has one price, however firmly each text puts it.
        claims.fact_type in (
            'acquisition', 'stake_purchase', 'funding_round', 'contract',
            'penalty'
        ) as is_priced_event,
        -- A price or flow of one day says nothing of another day's.
        claims.fact_type in ('other', 'capital_flow')
        or claims.measure in ('per_unit', 'change') as is_of_its_day,
        claims.modality = 'denied' and claims.corrected_to_claim_id is not null
            as is_taken_back,
        wholes.claim_id is not null as is_whole,
        claims.is_headline or headlined.claim_id is not null as is_headlined,
        {{ half_unit("claims.figure") }} as rounding,
        length(rtrim(cast(trunc(claims.figure) as varchar), '0')) as digits,
        {{ in_dollars("claims", "conversions") }} as figure_usd
    from claims
    left join conversions
        on
            claims.currency = conversions.currency
            and claims.dated_on = conversions.as_of_on
    left join gazetteer as subjects
        on claims.subject_entity_id = subjects.entity_id
    left join gazetteer as objects
        on claims.object_entity_id = objects.entity_id
    left join restated on claims.claim_id = restated.claim_id
    left join parties on claims.claim_id = parties.claim_id
    left join wholes on claims.claim_id = wholes.claim_id
    left join headlined on claims.claim_id = headlined.claim_id

)

select * from final
