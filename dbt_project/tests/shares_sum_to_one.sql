-- Sums by topic or by role count a fact once.
with shares as (

    select
        fact_id,
        'topic' as part,
        share
    from {{ ref("bridge_fact_topics") }}
    union all
    select
        fact_id,
        role as part,
        share
    from {{ ref("bridge_fact_entities") }}

)

select
    fact_id,
    part
from shares
group by fact_id, part
having sum(share) <> 1
