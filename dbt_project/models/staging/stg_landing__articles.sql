with readings as (

    select * from {{ ref("stg_landing__readings") }}

),

renamed as (

    select
        -- ids
        article_version_id,
        article_id,
        source,
        coalesce(outlet, source) as outlet,
        source_type,
        independence_group,

        -- where the bytes are
        canonical_url,
        file_name,
        raw_sha256,
        warc_file,
        warc_offset,
        warc_record_id,
        encoding,
        extractor,

        -- what the page says of itself
        language,
        title,
        published_on,
        published_not_after,
        coalesce(published_precision, 'unknown') as published_precision,
        published_evidence,
        modified_on,
        modified_evidence,
        byline,
        section,
        coalesce(published_on, published_not_after) as dated_on,
        status as reported_status,

        -- how it was read
        cast(fetched_at at time zone 'UTC' as timestamp) as fetched_at,
        reader_version,
        -- Of what is not known as much is kept as of the strictest: nothing.
        if(
            {{ in_list("text_retention", ["full", "spans_only", "hash_only"]) }},
            text_retention,
            'hash_only'
        ) as text_retention,
        tdm_reserved,
        coalesce(text_chars, 0) as text_chars

    from readings

)

select * from renamed
