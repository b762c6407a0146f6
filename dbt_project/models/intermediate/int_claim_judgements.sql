-- Pairs of claims that a person judged to be one fact, or two: a judgement names
-- the amounts by article version and characters.
with claims as (

    select
        claim_id,
        money_mention_id
    from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

judged as (

    select
        lefts.claim_id as judged_left_id,
        rights.claim_id as judged_right_id,
        judgements.verdict
    from {{ ref("judgements") }} as judgements
    inner join {{ ref("stg_landing__money") }} as left_money
        on
            judgements.left_article_version_id = left_money.article_version_id
            and judgements.left_start = left_money.core_start
            and judgements.left_end = left_money.core_end
    inner join {{ ref("stg_landing__money") }} as right_money
        on
            judgements.right_article_version_id = right_money.article_version_id
            and judgements.right_start = right_money.core_start
            and judgements.right_end = right_money.core_end
    inner join claims as lefts
        on left_money.money_mention_id = lefts.money_mention_id
    inner join claims as rights
        on right_money.money_mention_id = rights.money_mention_id
    where judgements.kind = 'claim'

),

final as (

    select distinct
        least(judged_left_id, judged_right_id) as left_claim_id,
        greatest(judged_left_id, judged_right_id) as right_claim_id,
        'judgement' as method,
        verdict,
        1.0 as score
    from judged
    where judged_left_id <> judged_right_id

)

select * from final
