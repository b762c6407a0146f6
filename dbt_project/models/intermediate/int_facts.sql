-- One row per fact as the landing tells it now; history is added in the mart.
with claims as (

    select
        *,
        bool_or(is_live) over (partition by fact_id) as has_live
    from {{ ref("int_fact_claims") }}

),

resolutions as (

    select * from {{ ref("int_fact_resolutions") }}

),

headlines as (

    select
        claims.*,
        resolutions.resolution_rule
    from claims
    inner join resolutions on claims.claim_id = resolutions.headline_claim_id

),

-- Corrected and retracted articles count for nothing while a live one remains.
counted as (

    select * from claims
    where is_live or not has_live

),

gathered as (

    select
        fact_id,
        count(*) as claims,
        count(distinct article_id) as articles,
        count(distinct independence_id) as independent_sources,
        list_sort(list_distinct(list(language) filter (language is not null)))
            as languages,
        min(published_on) as announced_on,
        min(published_not_after) filter (published_on is null)
            as not_after_on,
        bool_or(is_live) as is_live,
        bool_and(article_status = 'retracted') as is_retracted
    from counted
    group by fact_id

),

-- A date that one mention fixes is used for the fact: a whole horizon before
-- an open one, the headline's first.
horizons as (

    select
        counted.fact_id,
        counted.horizon_start,
        counted.horizon_end,
        counted.horizon_months
    from counted
    inner join resolutions on counted.fact_id = resolutions.fact_id
    qualify
        row_number() over (
            partition by counted.fact_id
            order by
                (counted.horizon_start is not null)::integer
                + (counted.horizon_end is not null)::integer desc,
                counted.horizon_months is not null desc,
                counted.claim_id = resolutions.headline_claim_id desc,
                counted.published_on nulls last,
                counted.claim_id
        ) = 1

),

-- Likewise the named source, the topic and the object, where the headline's
-- own sentence leaves them out.
firsts as (

    select
        fact_id,
        first(attributed_to_entity_id order by published_on nulls last, claim_id)
        filter (attributed_to_entity_id is not null)
            as attributed_to_entity_id,
        first(attributed_to order by published_on nulls last, claim_id)
        filter (attributed_to_entity_id is not null) as attributed_to,
        first(topic order by published_on nulls last, claim_id)
        filter (topic is not null) as topic,
        first(
            object_entity_id
            order by is_headline, published_on nulls last, claim_id
        )
        filter (object_entity_id is not null) as object_entity_id,
        first(object_name order by is_headline, published_on nulls last, claim_id)
        filter (object_entity_id is not null) as object_name
    from counted
    group by fact_id

),

wholes as (

    select
        counted.fact_id,
        whole.fact_id as part_of_fact_id
    from counted
    inner join claims as whole
        on
            counted.part_of_claim_id = whole.claim_id
            and counted.fact_id <> whole.fact_id
    group by counted.fact_id, whole.fact_id
    qualify
        row_number() over (
            partition by counted.fact_id order by count(*) desc, whole.fact_id
        ) = 1

),

dated as (

    select
        gathered.*,
        coalesce(gathered.announced_on, gathered.not_after_on) as as_of_on,
        case
            when gathered.announced_on is not null then 'day'
            when gathered.not_after_on is not null then 'not_after'
            else 'none'
        end as as_of_basis
    from gathered

),

described as (

    select
        headlines.fact_id,
        headlines.claim_id as headline_claim_id,
        headlines.fact_type,
        headlines.subject_entity_id,
        headlines.subject_name,
        firsts.object_entity_id,
        firsts.object_name,
        coalesce(headlines.topic, firsts.topic) as topic,
        headlines.modality,
        coalesce(
            headlines.attributed_to_entity_id, firsts.attributed_to_entity_id
        ) as attributed_to_entity_id,
        coalesce(headlines.attributed_to, firsts.attributed_to)
            as attributed_to,
        headlines.amount_low,
        headlines.amount_high,
        headlines.amount_point,
        headlines.currency,
        headlines.bound,
        headlines.resolution_rule,
        wholes.part_of_fact_id,
        horizons.horizon_start,
        horizons.horizon_end,
        horizons.horizon_months,
        coalesce(spreads.spread_ratio, 1) as spread_ratio,
        dated.* exclude (fact_id) -- noqa: RF02
    from headlines
    inner join dated on headlines.fact_id = dated.fact_id
    inner join firsts on headlines.fact_id = firsts.fact_id
    inner join horizons on headlines.fact_id = horizons.fact_id
    left join wholes on headlines.fact_id = wholes.fact_id
    left join {{ ref("int_fact_spreads") }} as spreads
        on headlines.fact_id = spreads.fact_id

),

final as (

    select
        *,
        case
            when is_retracted then 'retracted'
            when not is_live then 'superseded'
            when spread_ratio > {{ var("conflict_spread") }} then 'conflicted'
            else 'active'
        end as status
    from described

)

select * from final
