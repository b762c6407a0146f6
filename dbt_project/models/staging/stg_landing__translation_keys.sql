with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

kept as (

    select
        article_version_id,
        'kept' as kind,
        unnest(list_distinct(translation_keys)) as key
    from readings

),

unioned as (

    select * from {{ ref("stg_landing__keys") }}
    union all
    select * from kept

)

select * from unioned
