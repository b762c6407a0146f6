with articles as (

    select
        article_version_id,
        article_id,
        source,
        outlet,
        canonical_url,
        file_name,
        raw_sha256,
        warc_file,
        warc_offset,
        warc_record_id,
        encoding,
        extractor,
        language,
        title,
        published_on,
        published_not_after,
        published_precision,
        published_evidence,
        modified_on,
        modified_evidence,
        byline,
        section,
        fetched_at,
        reader_version,
        text_chars,
        story_id,
        syndication_group_id,
        independence_id,
        translation_of,
        is_original,
        status,
        status_reason
    from {{ ref("int_articles") }}

)

select * from articles
order by article_version_id
