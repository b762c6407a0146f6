-- What the articles say of pairs of nodes that may mean one thing, and why.
with node_types as (

    select
        node_id,
        mode(entity_type order by entity_type) as entity_type
    from {{ ref("int_name_nodes") }}
    group by node_id

),

unioned as (

    select
        *,
        false as is_any_type
    from {{ ref("int_name_spellings") }}
    union all
    select
        *,
        true as is_any_type
    from {{ ref("int_name_roles") }}
    union all
    select
        *,
        false as is_any_type
    from {{ ref("int_name_tellings") }}

),

final as (

    select distinct
        least(unioned.left_node_id, unioned.right_node_id) as left_node_id,
        greatest(unioned.left_node_id, unioned.right_node_id) as right_node_id,
        unioned.method,
        cast(unioned.score as decimal(5, 4)) as score
    from unioned
    inner join node_types as left_types
        on unioned.left_node_id = left_types.node_id
    inner join node_types as right_types
        on unioned.right_node_id = right_types.node_id
    where
        -- A reader may take a company's name for a person's in one text and
        -- not in the other; a role in the same claim settles it altogether.
        unioned.is_any_type
        or coalesce(left_types.entity_type = right_types.entity_type, true)
        or (
            left_types.entity_type in ('PER', 'ORG')
            and right_types.entity_type in ('PER', 'ORG')
        )

)

select * from final
