with quotes as (

    select
        quote_id,
        article_version_id,
        quote_start,
        quote_end,
        kind,
        speaker_entity_id,
        speaker_name,
        role,
        quote_group_id,
        text_hash
    from {{ ref("int_quotes") }}

)

select * from quotes
order by article_version_id, quote_start
