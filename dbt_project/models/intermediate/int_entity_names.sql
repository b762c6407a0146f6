-- One row per name that an article uses of an entity, and per name that may be
-- another entity's but falls short of certainty (verdict candidate).
with resolved as (

    select * from {{ ref("int_names_resolved") }}

),

nodes as (

    select
        nodes.article_version_id,
        nodes.node_id,
        nodes.name,
        nodes.gazetteer_id,
        resolved.entity_id
    from {{ ref("int_name_nodes") }} as nodes
    inner join resolved
        on
            nodes.article_version_id = resolved.article_version_id
            and nodes.name_folded = resolved.name_folded

),

links as (

    select * from {{ ref("int_name_links") }}

),

sides as (

    select
        left_node_id as node_id,
        right_node_id as other_node_id,
        method,
        score,
        verdict
    from links
    union all
    select
        right_node_id as node_id,
        left_node_id as other_node_id,
        method,
        score,
        verdict
    from links

),

joined_by as (

    select
        node_id,
        max(score) as score,
        max_by(method, struct_pack(score, method)) as method
    from sides
    where verdict = 'same'
    group by node_id

),

in_articles as (

    select
        nodes.entity_id,
        nodes.name,
        if(
            nodes.gazetteer_id is not null,
            'gazetteer',
            coalesce(joined_by.method, 'surface')
        ) as method,
        if(nodes.gazetteer_id is not null, 1, coalesce(joined_by.score, 1))
            as score,
        'same' as verdict,
        nodes.article_version_id
    from nodes
    left join joined_by on nodes.node_id = joined_by.node_id

),

node_entities as (

    select distinct
        node_id,
        entity_id,
        name
    from nodes

),

candidates as (

    select
        others.entity_id,
        names.name,
        sides.method,
        sides.score,
        'candidate' as verdict,
        null as article_version_id
    from sides
    inner join node_entities as names on sides.node_id = names.node_id
    inner join node_entities as others on sides.other_node_id = others.node_id
    where
        sides.verdict = 'candidate'
        and names.entity_id <> others.entity_id

),

final as (

    select * from in_articles
    union all
    select * from candidates

)

select * from final
