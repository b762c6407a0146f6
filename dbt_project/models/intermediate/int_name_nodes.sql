-- A node is what one name may mean without comparing names: the gazetteer's
-- entity; a person's name within one story; any other name wherever it stands.
-- Where a person judged that one name means two things, the right side of the
-- judgement is a node of its own, and no longer the listed entity.
with names as (

    select * from {{ ref("int_name_mentions") }}

),

groups as (

    select * from {{ ref("int_article_groups") }}

),

articles as (

    select * from {{ ref("int_article_numbers") }}

),

decisions as (

    select * from {{ ref("int_name_decisions") }}
    where verdict = 'different'

),

placed as (

    select
        names.article_version_id,
        names.name_folded,
        names.name,
        names.gazetteer_id,
        names.name_key,
        names.entity_type,
        names.mentions,
        groups.story_id,
        articles.language,
        articles.article_number,
        coalesce(
            names.gazetteer_id,
            'x_' || {{ hash_id([
                "if(names.entity_type = 'PER', groups.story_id, '')",
                without_legal_form("names.name_folded"),
            ]) }}
        ) as node_id
    from names
    inner join groups
        on names.article_version_id = groups.article_version_id
    inner join articles
        on names.article_version_id = articles.article_version_id

),

split_names as (

    select distinct
        decisions.right_article_version_id as article_version_id,
        decisions.right_name_folded as name_folded
    from decisions
    inner join placed as lefts
        on
            decisions.left_article_version_id = lefts.article_version_id
            and decisions.left_name_folded = lefts.name_folded
    inner join placed as rights
        on
            decisions.right_article_version_id = rights.article_version_id
            and decisions.right_name_folded = rights.name_folded
    where lefts.node_id = rights.node_id

),

final as (

    select
        placed.* exclude (gazetteer_id, node_id),
        if(split_names.name_folded is null, placed.gazetteer_id, null)
            as gazetteer_id,
        if(
            split_names.name_folded is null,
            placed.node_id,
            'x_' || {{ hash_id([
                "'judgement'",
                "placed.article_version_id",
                "placed.name_folded",
            ]) }}
        ) as node_id
    from placed
    left join split_names
        on
            placed.article_version_id = split_names.article_version_id
            and placed.name_folded = split_names.name_folded

)

select * from final
