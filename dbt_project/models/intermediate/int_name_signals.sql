-- What the articles say of pairs of nodes that may mean one thing, and why.
with nodes as (

    select * from {{ ref("int_name_nodes") }}

),

node_types as (

    select
        node_id,
        mode(entity_type order by entity_type) as entity_type
    from nodes
    group by node_id

),

in_story as (

    select distinct
        story_id,
        node_id,
        name_folded,
        {{ without_legal_form("name_folded") }} as bare_name,
        name_key,
        language
    from nodes

),

same_name as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'surface' as method,
        1.0 as score,
        'alike' as types
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
        0.8 as score,
        'alike' as types
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
        0.6 as score,
        'alike' as types
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

across_languages as (

    select
        links.left_article_version_id,
        links.right_article_version_id,
        if(links.method = 'translation', 0.9, 0.7) as score
    from {{ ref("int_article_links") }} as links
    inner join {{ ref("stg_landing__articles") }} as lefts
        on links.left_article_version_id = lefts.article_version_id
    inner join {{ ref("stg_landing__articles") }} as rights
        on links.right_article_version_id = rights.article_version_id
    where
        links.method in ('translation', 'story')
        and lefts.language <> rights.language

),

-- A claim that is the only one of its type and amount in the article's text;
-- headlines name who they have room for.
distinct_claims as (

    select
        claims.article_version_id,
        claims.fact_type,
        mentions.currency,
        {{ amount_of("mentions") }} as figure,
        min(claims.subject_name) as subject_name,
        min(claims.object_name) as object_name,
        min(claims.attributed_to_name) as attributed_to_name
    from {{ ref("stg_landing__claims") }} as claims
    inner join {{ ref("int_money_mentions") }} as mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    left join {{ ref("stg_landing__zones") }} as titles
        on
            claims.article_version_id = titles.article_version_id
            and titles.zone = 'title'
            and mentions.core_start between titles.zone_start
            and titles.zone_end - 1
    where mentions.zone_final = 'body' and titles.zone is null
    group by all
    having
        count(distinct claims.subject_name) <= 1
        and count(distinct claims.object_name) <= 1
        and count(distinct claims.attributed_to_name) <= 1

),

matched_claims as (

    select
        across_languages.left_article_version_id,
        across_languages.right_article_version_id,
        across_languages.score,
        unnest([
            struct_pack(l := lefts.subject_name, r := rights.subject_name),
            struct_pack(l := lefts.object_name, r := rights.object_name),
            struct_pack(
                l := lefts.attributed_to_name, r := rights.attributed_to_name
            )
        ]) as role
    from across_languages
    inner join distinct_claims as lefts
        on across_languages.left_article_version_id = lefts.article_version_id
    inner join distinct_claims as rights
        on
            across_languages.right_article_version_id = rights.article_version_id
            and lefts.fact_type = rights.fact_type
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure

),

roles as (

    select
        left_article_version_id,
        right_article_version_id,
        lower(trim(role.l)) as left_name,
        lower(trim(role.r)) as right_name,
        max(score) as score,
        count(*) as votes
    from matched_claims
    where role.l is not null and role.r is not null
    group by all

),

-- One name of a text is one name of its translation: a claim whose subject was
-- misread in one of them would join a company with its affiliate.
clear_roles as (

    select
        *,
        rank() over (
            partition by left_article_version_id, right_article_version_id, left_name
            order by votes desc
        ) as left_rank,
        rank() over (
            partition by left_article_version_id, right_article_version_id, right_name
            order by votes desc
        ) as right_rank,
        count(*) over (
            partition by
                left_article_version_id, right_article_version_id, left_name, votes
        ) as left_rivals,
        count(*) over (
            partition by
                left_article_version_id, right_article_version_id, right_name, votes
        ) as right_rivals
    from roles

),

same_role as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'translation_role' as method,
        clear_roles.score,
        'any' as types
    from clear_roles
    inner join nodes as lefts
        on
            clear_roles.left_article_version_id = lefts.article_version_id
            and clear_roles.left_name = lefts.name_folded
    inner join nodes as rights
        on
            clear_roles.right_article_version_id = rights.article_version_id
            and clear_roles.right_name = rights.name_folded
    where
        lefts.node_id <> rights.node_id
        and clear_roles.left_rank = 1
        and clear_roles.right_rank = 1
        and clear_roles.left_rivals = 1
        and clear_roles.right_rivals = 1

),

-- Subjects of one kind and amount in two languages, whatever lies between: where
-- one name spells the other they are one.
told as (

    select distinct
        claims.fact_type,
        mentions.currency,
        {{ amount_of("mentions") }} as figure,
        articles.language,
        articles.dated_on,
        nodes.node_id
    from {{ ref("stg_landing__claims") }} as claims
    inner join {{ ref("int_money_mentions") }} as mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_ordinal = mentions.ordinal
    inner join {{ ref("stg_landing__articles") }} as articles
        on claims.article_version_id = articles.article_version_id
    inner join nodes
        on
            claims.article_version_id = nodes.article_version_id
            and lower(trim(claims.subject_name)) = nodes.name_folded
    where
        mentions.zone_final = 'body'
        and claims.fact_type <> 'other'
        and starts_with(nodes.node_id, 'x_')

),

same_claim as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'same_claim' as method,
        0.7 as score,
        'alike' as types
    from told as lefts
    inner join told as rights
        on
            lefts.fact_type = rights.fact_type
            and lefts.currency = rights.currency
            and lefts.figure = rights.figure
            and lefts.language <> rights.language
            and lefts.node_id < rights.node_id
    where
        abs(lefts.dated_on - rights.dated_on) <= {{ var("memory_days") }}
        and length(rtrim(cast(trunc(lefts.figure) as varchar), '0')) >= 2

),

unioned as (

    select * from same_name
    union all
    select * from same_key
    union all
    select * from same_role
    union all
    select * from short_names
    union all
    select * from same_claim

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
        unioned.types = 'any'
        or coalesce(left_types.entity_type = right_types.entity_type, true)
        or (
            unioned.types = 'alike'
            and left_types.entity_type in ('PER', 'ORG')
            and right_types.entity_type in ('PER', 'ORG')
        )

)

select * from final
