-- One row per headline claim whose amount the text below gives too: a headline
-- is too short to say who, what and how firmly as well as the text does, so it
-- goes with the claim that it echoes, whatever was made of it.
with claims as (

    select * from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

restated as (

    select
        article_version_id,
        currency,
        {{ amount_of("mentions") }} as figure,
        restates_mention_id
    from {{ ref("int_money_mentions") }} as mentions
    where restates_mention_id is not null

),

told as (

    select
        claim_id,
        article_version_id,
        money_mention_id,
        ordinal,
        fact_type,
        subject_entity_id,
        currency,
        figure
    from claims
    where not is_headline

),

-- The amount itself, or the one that it is given for in another currency.
amounts as (

    select
        * exclude (money_mention_id), -- noqa: RF02
        false as is_converted
    from told
    union all
    select
        told.* exclude (money_mention_id, currency, figure), -- noqa: RF02
        restated.currency,
        restated.figure,
        true as is_converted
    from told
    inner join restated
        on
            told.article_version_id = restated.article_version_id
            and told.money_mention_id = restated.restates_mention_id

),

final as (

    select
        headlines.claim_id,
        amounts.claim_id as echoed_claim_id
    from claims as headlines
    inner join amounts
        on
            headlines.article_version_id = amounts.article_version_id
            and headlines.currency = amounts.currency
            and (
                headlines.figure = amounts.figure
                -- 52 trillion of a headline are the 52.3 trillion of its text.
                or (
                    headlines.fact_type = amounts.fact_type
                    and not coalesce(
                        headlines.subject_entity_id <> amounts.subject_entity_id,
                        false
                    )
                    and abs(headlines.figure - amounts.figure) < least(
                        headlines.figure * {{ var("headline_rounding") }},
                        power(
                            10,
                            length(cast(trunc(headlines.figure) as varchar))
                            - length(rtrim(
                                cast(trunc(headlines.figure) as varchar), '0'
                            ))
                        )
                    )
                )
            )
    where headlines.is_headline
    qualify
        row_number() over (
            partition by headlines.claim_id
            order by
                headlines.figure = amounts.figure desc,
                amounts.is_converted,
                headlines.fact_type = amounts.fact_type desc,
                coalesce(
                    headlines.subject_entity_id = amounts.subject_entity_id,
                    false
                ) desc,
                amounts.ordinal
        ) = 1

)

select * from final
