-- Pairs of claims that are one fact, or must not become one. Amounts are
-- compared last, so a conflict can be seen.
with linked as (

    select
        left_claim_id,
        right_claim_id,
        case
            when is_same_amount then 'same_amount'
            else 'converted_amount'
        end as method,
        'same' as verdict,
        case
            when not is_same_type then 0.75
            when is_same_amount and is_same_story and is_same_subject then 1.0
            when is_same_amount and is_same_subject then 0.9
            when is_same_amount then 0.85
            else 0.8
        end as score
    from {{ ref("int_compared_claims") }}
    where is_match and is_same_horizon
    union all
    select
        least(claim_id, echoed_claim_id) as left_claim_id,
        greatest(claim_id, echoed_claim_id) as right_claim_id,
        'headline' as method,
        'same' as verdict,
        1.0 as score
    from {{ ref("int_headline_echoes") }}
    union all
    select
        left_claim_id,
        right_claim_id,
        if(is_same_story, 'same_story', 'distinctive_signal') as method,
        'same' as verdict,
        if(is_same_story, 0.7, 0.6) as score
    from {{ ref("int_claim_rivals") }}
    union all
    -- Kept apart, lest a claim that leaves something out joins two that disagree.
    select
        left_claim_id,
        right_claim_id,
        case
            when not is_same_type then 'fact_type'
            when not is_same_metric then 'metric'
            when not is_same_mood then 'modality'
            when not is_agreed then 'parties'
            else 'horizon'
        end as method,
        'different' as verdict,
        1.0 as score
    from {{ ref("int_compared_claims") }}
    where
        (is_match and not is_same_horizon)
        or (
            not is_match
            and is_same_amount
            and (is_same_article or (is_same_story and is_same_type))
        )

),

judgements as (

    select * from {{ ref("int_claim_judgements") }}

),

-- A judgement replaces whatever the signals say of the pair.
final as (

    select
        coalesce(judgements.left_claim_id, linked.left_claim_id)
            as left_claim_id,
        coalesce(judgements.right_claim_id, linked.right_claim_id)
            as right_claim_id,
        coalesce(judgements.method, linked.method) as method,
        coalesce(judgements.verdict, linked.verdict) as verdict,
        cast(coalesce(judgements.score, linked.score) as decimal(9, 6))
            as score
    from linked
    full outer join judgements
        on
            linked.left_claim_id = judgements.left_claim_id
            and linked.right_claim_id = judgements.right_claim_id

)

select * from final
