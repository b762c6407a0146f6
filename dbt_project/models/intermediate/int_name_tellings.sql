-- Subjects of one kind and amount in two languages, whatever lies between them.
with told as (

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
    inner join {{ ref("int_name_nodes") }} as nodes
        on
            claims.article_version_id = nodes.article_version_id
            and lower(trim(claims.subject_name)) = nodes.name_folded
    where
        mentions.zone_final = 'body'
        and claims.fact_type <> 'other'
        and starts_with(nodes.node_id, 'x_')

),

final as (

    select
        lefts.node_id as left_node_id,
        rights.node_id as right_node_id,
        'same_claim' as method,
        0.7 as score
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

)

select * from final
