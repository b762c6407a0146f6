-- One row per quotation as read, and why it may not be used.
with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

unnested as (

    select
        article_version_id,
        unnest(quotes) as item
    from readings

),

renamed as (

    select
        article_version_id,
        {{ hash_id(["article_version_id", "item.start", "item.\"end\""]) }}
            as quote_id,
        item.ordinal as ordinal,
        item.start as quote_start,
        item."end" as quote_end,
        item.kind as kind,
        item.speaker as speaker_name,
        item.speaker_entity_id as speaker_gazetteer_id,
        item.speaker_key as speaker_key,
        item.role as role,
        item.text_hash as text_hash
    from unnested

),

final as (

    select
        *,
        case
            when not {{ is_span("quote_start", "quote_end") }}
                then 'no place in its text'
            when not {{ in_list("kind", ["direct", "interpretation", "generated"]) }}
                then 'a kind of quotation that is not known'
            when kind <> 'direct' and speaker_name is not null
                then 'an interpretation or a synthetic voice is nobody''s word'
            when
                row_number() over (
                    partition by article_version_id, quote_start, quote_end
                    order by kind, ordinal, speaker_name, text_hash
                ) > 1
                then 'another quotation stands at its place'
        end as refused_reason
    from renamed

)

select * from final
