-- One row per fact claim, ranked: the first one's kind, modality, amount and
-- bound are the fact's. What holds before a denial; the amount as it was set
-- before its conversions; the text before its headline; no slip of scale.
-- Between independent reports: primary statement, native currency, number of independent sources,
-- recency, an exact wording of one figure. Within one report: the original
-- language. If nothing tells, the widest claim.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

home_countries as (

    select
        currency,
        home_country
    from {{ ref("currencies") }}

),

entities as (

    select
        entity_id,
        type as entity_type,
        country
    from {{ ref("entities") }}

),

conversions as (

    select * from {{ ref("int_fact_conversions") }}

),

described as (

    select
        claims.*,
        conversions.currency is not null as is_converted,
        {{ hash_id([
            "claims.currency",
            "claims.amount_low",
            "claims.amount_high",
            "claims.amount_point",
            "claims.bound",
        ]) }} as value_id,
        coalesce(
            claims.attributed_to_entity_id = claims.subject_entity_id, false
        ) as is_primary_claim,
        coalesce(home_countries.home_country = entities.country, false)
            as is_native_claim
    from claims
    left join home_countries on claims.currency = home_countries.currency
    left join entities on claims.subject_entity_id = entities.entity_id
    left join conversions
        on
            claims.fact_id = conversions.fact_id
            and claims.currency = conversions.currency

),

supported as (

    select
        fact_id,
        currency,
        figure,
        count(distinct independence_id) as support
    from described
    where is_evidence
    group by all

),

by_origin as (

    select
        described.*,
        coalesce(
            bool_or(described.is_primary_claim) over origin, false
        ) as is_primary,
        coalesce(
            bool_or(described.is_native_claim) over origin, false
        ) as is_native,
        max(coalesce(supported.support, 0)) over origin as support,
        max(described.dated_on) over (
            partition by
                described.fact_id, described.is_live,
                described.currency, described.figure
        ) as reported_on,
        -- "About" the figure that another report gives as it is says less.
        bool_or(described.bound = 'exact' and not described.is_headline)
            over origin as is_exact
    from described
    left join supported
        on
            described.fact_id = supported.fact_id
            and described.currency is not distinct from supported.currency
            and described.figure = supported.figure
    window origin as (
        partition by described.fact_id, described.origin_id, described.is_live
    )

),

-- The same digits with other zeros: what fewer sources say is a slip.
weighed as (

    select
        *,
        coalesce(
            support < max(support) over digits
            and figure > 0
            and max(figure) over digits >= 300 * min(figure) over digits,
            false
        ) as is_slip
    from by_origin
    window digits as (
        partition by
            fact_id, currency, is_live,
            rtrim(replace(cast(figure as varchar), '.', ''), '0')
    )

),

ranked as (

    select
        *,
        row_number() over (
            partition by fact_id
            order by
                is_live desc,
                modality = 'denied',
                is_converted,
                is_slip,
                is_headline,
                is_primary desc,
                is_native desc,
                support desc,
                reported_on desc nulls last,
                is_exact desc,
                is_in_original_language desc,
                amount_high desc nulls first,
                coalesce(amount_low, amount_point) nulls first,
                published_on nulls last,
                claim_id
        ) as headline_rank
    from weighed

)

select * from ranked
