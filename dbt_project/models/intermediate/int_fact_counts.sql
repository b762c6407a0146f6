-- One row per fact: what it rests on. Claims that no longer hold count for
-- nothing while a live one remains.
with claims as (

    select * from {{ ref("int_fact_claims") }}
    where is_evidence

),

gathered as (

    select
        fact_id,
        count(*) as claims,
        count(distinct article_id) as articles,
        -- Who only denies it is no source of it.
        count(distinct independence_id) filter (modality <> 'denied')
            as independent_sources,
        coalesce(
            list_sort(list_distinct(list(language) filter (language is not null))),
            cast([] as varchar[])
        ) as languages,
        max(confidence) as confidence,
        min(published_on) as announced_on,
        min(published_not_after) filter (published_on is null)
            as not_after_on,
        bool_or(is_live) as is_live,
        bool_and(article_status = 'retracted') as is_retracted,
        bool_or(is_withdrawn) as is_withdrawn
    from claims
    group by fact_id

),

final as (

    select
        *,
        coalesce(announced_on, not_after_on) as as_of_on,
        case
            when announced_on is not null then 'day'
            when not_after_on is not null then 'not_after'
            else 'none'
        end as as_of_basis
    from gathered

)

select * from final
