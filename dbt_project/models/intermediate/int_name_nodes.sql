-- A node is what one name may mean without comparing names: the gazetteer's
-- entity; a person's name within one story; any other name wherever it stands.
with names as (

    select * from {{ ref("int_name_mentions") }}

),

groups as (

    select * from {{ ref("int_article_groups") }}

),

articles as (

    select * from {{ ref("int_article_numbers") }}

),

final as (

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

)

select * from final
