-- 6. What we believed at a moment (variable as_of, UTC).
select *
from {{ ref("fct_money_facts") }}
where
    system_from <= cast('{{ var("as_of", "2026-12-31") }}' as timestamp)
    and coalesce(
        system_to > cast('{{ var("as_of", "2026-12-31") }}' as timestamp),
        true
    )
order by fact_id
