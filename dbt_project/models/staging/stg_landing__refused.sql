{{ config(materialized = "table") }}

-- One row per thing that landed and may not be used, with the reason; the build
-- does without it and the ops file names it.
with articles as (

    select
        article_version_id,
        source
    from {{ ref("base_landing__readings") }}

),

unioned as (

    select
        article_version_id,
        'articles' as kind,
        cast(null as bigint) as ordinal,
        cast(null as bigint) as span_start,
        cast(null as bigint) as span_end,
        refused_reason
    from {{ ref("base_landing__readings") }}
    union all
    select
        article_version_id,
        'money' as kind,
        ordinal,
        span_start,
        span_end,
        refused_reason
    from {{ ref("base_landing__money") }}
    union all
    select
        article_version_id,
        'claims' as kind,
        ordinal,
        cast(null as bigint) as span_start,
        cast(null as bigint) as span_end,
        refused_reason
    from {{ ref("base_landing__claims") }}
    union all
    select
        article_version_id,
        'entities' as kind,
        ordinal,
        mention_start as span_start,
        mention_end as span_end,
        refused_reason
    from {{ ref("base_landing__entities") }}
    union all
    select
        article_version_id,
        'quotes' as kind,
        ordinal,
        quote_start as span_start,
        quote_end as span_end,
        refused_reason
    from {{ ref("base_landing__quotes") }}

),

final as (

    select
        articles.source,
        unioned.*
    from unioned
    left join articles
        on unioned.article_version_id = articles.article_version_id
    where unioned.refused_reason is not null

)

select * from final
