-- Pairs of claims that are one fact, or must not become one. Amounts are
-- compared last, so a conflict can be seen.
with linked as (

    select
        left_claim_id,
        right_claim_id,
        case
            when is_same_amount then 'same_amount'
            when is_rounded_amount then 'rounded_amount'
            else 'converted_amount'
        end as method,
        'same' as verdict,
        -- Where two things cost the same, what is said of each tells them apart.
        case
            when not is_same_type then 0.75
            when is_same_amount
                then
                    0.85
                    + if(is_same_subject, 0.05, 0)
                    + if(is_same_story, 0.05, 0)
                    + if(is_same_object, 0.05, 0)
            when is_rounded_amount then 0.82
            else 0.8
        end as score
    from {{ ref("int_claim_matches") }}
    where is_match and is_same_horizon and not is_correction
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
        repeated_claim_id as left_claim_id,
        claim_id as right_claim_id,
        'same_amount' as method,
        'same' as verdict,
        -- What int_claim_matches would make of it.
        0.95 + if(subject_entity_id is null, 0, 0.05) as score
    from {{ ref("int_claim_repeats") }}
    union all
    select
        left_claim_id,
        right_claim_id,
        case
            when is_slip_of_scale then 'slip_of_scale'
            when is_same_story then 'same_story'
            else 'distinctive_signal'
        end as method,
        'same' as verdict,
        case
            when is_slip_of_scale then 0.65
            when is_same_story then 0.7
            else 0.6
        end as score
    from {{ ref("int_claim_rivals") }}
    union all
    -- Kept apart, lest a claim that leaves something out joins two that disagree.
    select
        left_claim_id,
        right_claim_id,
        case
            when is_correction then 'correction'
            when not is_same_amount then 'two_amounts'
            when not is_same_type then 'fact_type'
            when not is_same_metric then 'metric'
            when not is_same_mood then 'modality'
            when not is_agreed then 'parties'
            else 'horizon'
        end as method,
        'different' as verdict,
        1.0 as score
    from {{ ref("int_claim_matches") }}
    where
        is_correction
        or (is_match and not is_same_horizon)
        or (
            not is_match
            and is_same_amount
            and (
                is_same_article
                or (
                    is_same_type
                    and not (
                        is_same_metric
                        and is_same_mood
                        and is_agreed
                        and is_same_horizon
                    )
                )
            )
        )
        -- One text, two amounts: two things.
        or (
            is_same_article
            and is_same_type
            and is_same_modality
            and is_one_currency
            and not is_same_amount
            and not is_rounded_amount
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
