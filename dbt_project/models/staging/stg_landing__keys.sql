with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

numbers as (

    select
        article_version_id,
        'number' as kind,
        unnest(list_distinct(number_keys)) as key
    from readings

),

names as (

    select
        article_version_id,
        'name' as kind,
        unnest(list_distinct(name_keys)) as key
    from readings

),

entities as (

    select distinct
        article_version_id,
        'entity' as kind,
        gazetteer_id as key
    from {{ ref("stg_landing__entities") }}
    where gazetteer_id is not null and zone_read = 'body'

),

unioned as (

    select * from numbers
    union all
    select * from names
    union all
    select * from entities

)

select * from unioned
