-- One row per claim that is compared with others, with what is compared. A
-- headline's claim that the text has too is not: it goes with the text's.
with claims as (

    select claims.*
    from {{ ref("int_money_claims") }} as claims
    anti join {{ ref("int_headline_echoes") }} as echoes
        on claims.claim_id = echoes.claim_id
    where claims.rejected_reason is null

),

conversions as (

    select * from {{ ref("int_fx_conversions") }}

),

final as (

    select
        claims.claim_id,
        cast(row_number() over (order by claims.claim_id) as integer)
            as claim_number,
        claims.article_version_id,
        claims.article_id,
        claims.origin_id,
        claims.story_id,
        claims.dated_on,
        claims.fact_type,
        claims.modality,
        claims.metric,
        claims.measure,
        claims.sign,
        claims.subject_entity_id,
        claims.object_entity_id,
        claims.topics,
        claims.currency,
        claims.figure,
        claims.amount_high,
        claims.bound,
        claims.horizon_start,
        claims.horizon_end,
        claims.horizon_months,
        -- What is denied or forecast is never what was done or promised; a
        -- withdrawn figure is what the one in its place is.
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
        -- Half a unit of the last digit that the words give, for rounded figures.
        cast(
            0.5 * power(
                10,
                length(cast(trunc(claims.figure) as varchar))
                - length(
                    rtrim(cast(trunc(claims.figure) as varchar), '0')
                )
            ) as decimal(38, 4)
        ) as rounding,
        case
            when claims.currency = 'USD' then claims.figure
            else
                {{ convert_amount(
                    "claims.figure",
                    "conversions.native_rate",
                    "conversions.usd_rate",
                ) }}
        end as figure_usd
    from claims
    left join conversions
        on
            claims.currency = conversions.currency
            and claims.dated_on = conversions.as_of_on

)

select * from final
