-- One row per two texts of which the second sets aside what the first tells.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

set_aside as (

    select * from {{ ref("int_claims_set_aside") }}

),

matches as (

    select * from {{ ref("int_claim_matches") }}
    where is_match and not is_same_article

),

told as (

    select
        left_number as old_number,
        right_number as new_number
    from matches
    union all
    select
        right_number as old_number,
        left_number as new_number
    from matches

),

final as (

    select distinct
        olds.article_version_id as old_article,
        news.article_version_id as new_article
    from told
    inner join claims as olds on told.old_number = olds.claim_number
    inner join claims as news on told.new_number = news.claim_number
    semi join set_aside as asides on told.new_number = asides.claim_number
    anti join set_aside as others on told.old_number = others.claim_number
    where coalesce(olds.dated_on <= news.dated_on, true)

)

select * from final
