-- Nodes of one story whose names are spelt alike, sound alike or are each other cut short.
with in_story as (

    select distinct
        story_id,
        node_id,
        name_folded,
        {{ without_legal_form("name_folded") }} as bare_name,
        name_key
    from {{ ref("int_name_nodes") }}

),

same_name as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'surface' as method,
        1.0 as score
    from in_story as lefts
    inner join in_story as rights
        on
            lefts.story_id = rights.story_id
            and lefts.bare_name = rights.bare_name
            and lefts.node_id < rights.node_id

),

same_key as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'name_key' as method,
        0.8 as score
    from in_story as lefts
    inner join in_story as rights
        on
            lefts.story_id = rights.story_id
            and lefts.name_key = rights.name_key
            and lefts.node_id < rights.node_id
    where length(lefts.name_key) >= 3

),

-- The first words of a longer name of the story, where only one name is longer
-- and nobody's family name is the same word.
short_names as (

    select
        shorts.node_id as left_node_id,
        min(longs.node_id) as right_node_id,
        'short_name' as method,
        0.6 as score
    from in_story as shorts
    inner join in_story as longs
        on
            shorts.story_id = longs.story_id
            and shorts.node_id <> longs.node_id
            and starts_with(longs.name_folded, shorts.name_folded || ' ')
    left join in_story as people
        on
            shorts.story_id = people.story_id
            and ends_with(people.name_folded, ' ' || shorts.name_folded)
    where
        people.node_id is null
        and length(shorts.name_folded) >= 4
        and starts_with(shorts.node_id, 'x_')
    group by shorts.story_id, shorts.node_id
    having count(distinct longs.node_id) = 1

),

final as (

    select * from same_name
    union all
    select * from same_key
    union all
    select * from short_names

)

select * from final
