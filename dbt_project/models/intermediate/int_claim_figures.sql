-- One row per claim and figure that its text gives it: its own, and those that
-- say it again in another currency.
with claims as (

    select * from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

mentions as (

    select
        *,
        {{ amount_of("mentions") }} as figure
    from {{ ref("int_money_mentions") }} as mentions

),

final as (

    select
        claim_id,
        currency,
        figure,
        false as is_restated
    from claims
    union all
    select
        claims.claim_id,
        mentions.currency,
        mentions.figure,
        true as is_restated
    from claims
    inner join mentions
        on
            claims.article_version_id = mentions.article_version_id
            and claims.money_mention_id = mentions.restates_mention_id

)

select * from final
