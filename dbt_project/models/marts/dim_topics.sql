with topics as (

    select
        topic,
        parent_topic,
        label
    from {{ ref("topics") }}

)

select * from topics
order by topic
