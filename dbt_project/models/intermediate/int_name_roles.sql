-- Names that have one part in a claim and in its translation.
with across_languages as (

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

final as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'translation_role' as method,
        clear_roles.score
    from clear_roles
    inner join {{ ref("int_name_nodes") }} as lefts
        on
            clear_roles.left_article_version_id = lefts.article_version_id
            and clear_roles.left_name = lefts.name_folded
    inner join {{ ref("int_name_nodes") }} as rights
        on
            clear_roles.right_article_version_id = rights.article_version_id
            and clear_roles.right_name = rights.name_folded
    where
        lefts.node_id <> rights.node_id
        and clear_roles.left_rank = 1
        and clear_roles.right_rank = 1
        and clear_roles.left_rivals = 1
        and clear_roles.right_rivals = 1

)

select * from final
