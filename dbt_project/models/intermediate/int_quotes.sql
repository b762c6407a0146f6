-- One row per quotation with its speaker and the utterance it is: the same
-- words, or, across languages, the speaker's nth quotation in each translation.
with quotes as (

    select * from {{ ref("stg_landing__quotes") }}

),

articles as (

    select * from {{ ref("int_articles") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

named as (

    select
        quotes.quote_id,
        quotes.article_version_id,
        quotes.quote_start,
        quotes.quote_end,
        quotes.kind,
        names.entity_id as speaker_entity_id,
        coalesce(names.name, quotes.speaker_name) as speaker_name,
        quotes.role,
        quotes.text_hash,
        articles.story_id,
        articles.origin_id,
        row_number() over (
            partition by quotes.article_version_id, names.entity_id
            order by quotes.quote_start
        ) as position,
        count(*) over (
            partition by quotes.article_version_id, names.entity_id
        ) as quotes_of_speaker
    from quotes
    inner join articles
        on quotes.article_version_id = articles.article_version_id
    left join names
        on
            quotes.article_version_id = names.article_version_id
            and lower(trim(quotes.speaker_name)) = names.name_folded

),

keyed as (

    select
        *,
        min(quote_id) over (
            partition by story_id, coalesce(text_hash, quote_id)
        ) as same_words_id
    from named

),

final as (

    select
        * exclude (same_words_id, position, quotes_of_speaker),
        case
            when kind = 'direct' and speaker_entity_id is not null
                then
                    min(same_words_id) over (
                        partition by
                            origin_id,
                            speaker_entity_id,
                            quotes_of_speaker,
                            position
                    )
            else same_words_id
        end as quote_group_id
    from keyed

)

select * from final
