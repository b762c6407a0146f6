-- The same decisions as pairs of nodes, which is what links are made of.
with decisions as (

    select * from {{ ref("int_name_decisions") }}

),

nodes as (

    select * from {{ ref("int_name_nodes") }}

),

final as (

    select
        decisions.judgement_id,
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        decisions.verdict
    from decisions
    inner join nodes as lefts
        on
            decisions.left_article_version_id = lefts.article_version_id
            and decisions.left_name_folded = lefts.name_folded
    inner join nodes as rights
        on
            decisions.right_article_version_id = rights.article_version_id
            and decisions.right_name_folded = rights.name_folded

)

select * from final
