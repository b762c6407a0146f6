-- One row per article version and name: the entity that it means. The name is
-- the gazetteer's, else the English one as printed, else the most used.
with nodes as (

    select
        nodes.*,
        groups.group_id
    from {{ ref("int_name_nodes") }} as nodes
    inner join {{ ref("int_name_groups") }} as groups
        on nodes.node_id = groups.node_id

),

names_of_groups as (

    select distinct
        group_id,
        name,
        name_folded
    from nodes

),

-- The first words of another spelling of the group are not its full name.
short_names as (

    select distinct
        shorts.group_id,
        shorts.name
    from names_of_groups as shorts
    inner join names_of_groups as longs
        on
            shorts.group_id = longs.group_id
            and starts_with(
                {{ without_legal_form("longs.name_folded") }},
                shorts.name_folded || ' '
            )

),

spellings as (

    select
        nodes.group_id,
        nodes.name,
        coalesce(nodes.language = 'en', false) as is_english,
        short_names.name is null as is_full,
        {{ without_legal_form("nodes.name") }} = nodes.name as is_plain,
        sum(nodes.mentions) as mentions
    from nodes
    left join short_names
        on
            nodes.group_id = short_names.group_id
            and nodes.name = short_names.name
    group by all

),

best_spellings as (

    select
        group_id,
        name
    from spellings
    qualify
        row_number() over (
            partition by group_id
            order by
                is_english desc,
                is_full desc,
                is_plain desc,
                mentions desc,
                length(name) desc,
                name
        ) = 1

),

korean_spellings as (

    select
        group_id,
        mode(name order by name) as name_ko
    from nodes
    where language = 'ko'
    group by group_id

),

paired_nodes as (

    select
        left_node_id as node_id,
        method,
        score
    from {{ ref("int_name_pairs") }}
    union all
    select
        right_node_id as node_id,
        method,
        score
    from {{ ref("int_name_pairs") }}

),

methods as (

    select
        groups.group_id,
        min(paired_nodes.score) as score,
        min_by(
            paired_nodes.method, struct_pack(paired_nodes.score, paired_nodes.method)
        ) as method
    from paired_nodes
    inner join {{ ref("int_name_groups") }} as groups
        on paired_nodes.node_id = groups.node_id
    group by groups.group_id

),

grouped as (

    select
        group_id,
        min(gazetteer_id) as gazetteer_id,
        mode(entity_type order by entity_type) as entity_type
    from nodes
    group by group_id

),

final as (

    select
        nodes.article_version_id,
        nodes.name_folded,
        coalesce(grouped.gazetteer_id, nodes.group_id) as entity_id,
        coalesce(gazetteer.name_en, best_spellings.name) as name,
        coalesce(gazetteer.type, grouped.entity_type) as entity_type,
        korean_spellings.name_ko,
        nodes.gazetteer_id is not null as is_linked_by_reader,
        coalesce(methods.method, 'surface') as method,
        coalesce(methods.score, 0.7) as score
    from nodes
    inner join grouped on nodes.group_id = grouped.group_id
    inner join best_spellings on nodes.group_id = best_spellings.group_id
    left join korean_spellings on nodes.group_id = korean_spellings.group_id
    left join methods on nodes.group_id = methods.group_id
    left join {{ ref("entities") }} as gazetteer
        on grouped.gazetteer_id = gazetteer.entity_id

)

select * from final
