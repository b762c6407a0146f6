with links as (

    select
        {{ hash_id([
            "left_article_version_id",
            "right_article_version_id",
            "method",
        ]) }} as article_link_id,
        left_article_version_id,
        right_article_version_id,
        method,
        verdict,
        score,
        evidence
    from {{ ref("int_article_links") }}

)

select * from links
order by left_article_version_id, right_article_version_id, method
