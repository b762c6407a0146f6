with articles as (

    select * from {{ ref("int_articles") }}

),

final as (

    select
        outlet,
        min(regexp_extract(canonical_url, '^https?://([^/:]+)', 1))
        filter (canonical_url is not null) as domain,
        min(source_type) as source_type,
        min(independence_group) as independence_group,
        min(text_retention) as text_retention,
        bool_or(tdm_reserved) as tdm_reserved,
        count(*) filter (status = 'live') as articles,
        min(fetched_at) as first_fetched_at,
        max(fetched_at) as last_fetched_at
    from articles
    group by outlet

)

select * from final
order by outlet
