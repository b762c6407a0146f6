with facts as (

    select
        fact_id,
        unnest(list_distinct(string_split(topic, '+'))) as topic
    from {{ ref("int_facts") }}
    where topic is not null

),

final as (

    select
        fact_id,
        topic,
        {{ equal_share("fact_id", "topic") }} as share
    from facts

)

select * from final
order by fact_id, topic
