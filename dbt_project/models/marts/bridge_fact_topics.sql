with facts as (

    select
        fact_id,
        unnest(list_distinct(string_split(topic, '+'))) as topic
    from {{ ref("int_facts") }}
    where topic is not null

),

-- Whole shares of 1e-8; the first topics take the rest, so they sum to one.
final as (

    select
        facts.fact_id,
        facts.topic,
        cast(
            (100000000 // count(*) over (partition by facts.fact_id)
            + if(
                row_number() over (
                    partition by facts.fact_id order by facts.topic
                ) <= 100000000 % count(*) over (partition by facts.fact_id),
                1, 0
            ))
            * 0.00000001 as decimal(9, 8)
        ) as share
    from facts

)

select * from final
order by fact_id, topic
