-- One row per headline claim whose amount the text below gives too: a headline
-- is too short to say who, what and how firmly as well as the text does, so it
-- goes with the claim that it echoes, whatever was made of it.
with claims as (

    select * from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

told as (

    select
        claim_id,
        article_version_id,
        ordinal,
        fact_type,
        subject_entity_id
    from claims
    where not is_headline

),

-- The amount itself, or the one that it is given for in another currency.
amounts as (

    select
        told.*,
        figures.currency,
        figures.figure,
        figures.is_restated as is_converted
    from told
    inner join {{ ref("int_claim_figures") }} as figures
        on told.claim_id = figures.claim_id

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
                    and (
                        abs(headlines.figure - amounts.figure) < least(
                            headlines.figure * {{ var("headline_rounding") }},
                            2 * {{ half_unit("headlines.figure") }}
                        )
                        -- "Beyond 2 trillion" are the 2.1 trillion of its text.
                        or (
                            headlines.bound in ('more_than', 'at_least')
                            and amounts.figure between headlines.figure
                            and headlines.figure * {{ var("conflict_spread") }}
                        )
                    )
                )
            )
    where headlines.is_headline
    qualify
        row_number() over (
            partition by headlines.claim_id
            order by
                abs(headlines.figure - amounts.figure),
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
