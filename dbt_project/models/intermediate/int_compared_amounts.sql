-- One row per pair of claims that may be one fact: how their amounts compare.
with claims as (

    select * from {{ ref("int_comparable_claims") }}

),

compared as (

    select
        lefts.claim_number as left_number,
        rights.claim_number as right_number,
        lefts.figure as left_figure,
        rights.figure as right_figure,
        least(lefts.digits, rights.digits) as digits,
        lefts.currency = rights.currency as is_one_currency,
        (lefts.currency is not distinct from rights.currency)
        and lefts.figure = rights.figure
        and coalesce(lefts.amount_high = rights.amount_high, true)
            as is_same_amount,
        -- 756 trillion, "about" or as the digits that are left, of 756.4 trillion.
        coalesce(
            lefts.currency = rights.currency
            and (
                abs(lefts.figure - rights.figure) <= least(
                    greatest(lefts.rounding, rights.rounding),
                    if('about' in (lefts.bound, rights.bound), 0.05, 0.01)
                    * greatest(lefts.figure, rights.figure)
                )
                or (
                    lefts.bound = 'range'
                    and rights.figure between lefts.amount_low
                    and lefts.amount_high
                )
                or (
                    rights.bound = 'range'
                    and lefts.figure between rights.amount_low
                    and rights.amount_high
                )
            ),
            false
        ) as is_rounded_amount,
        -- At the day's rate, or as either text itself converts it.
        coalesce(
            lefts.currency <> rights.currency
            and (
                abs(lefts.figure_usd - rights.figure_usd)
                <= least(
                    0.1,
                    {{ var("conversion_spread") }} + greatest(
                        lefts.rounding / lefts.figure,
                        rights.rounding / rights.figure
                    )
                ) * greatest(lefts.figure_usd, rights.figure_usd)
                or {{ is_restated_as("lefts", "rights") }}
                or {{ is_restated_as("rights", "lefts") }}
            ),
            false
        ) as is_converted_amount,
        -- A million for a billion, 억 for 조: a slip of the pen keeps the digits.
        -- (Nothing is the slip of no amount, and has no logarithm.)
        coalesce(
            lefts.currency = rights.currency
            and abs(log10(nullif(lefts.figure / rights.figure, 0))) > 2.5
            and abs(
                log10(nullif(lefts.figure / rights.figure, 0))
                - round(log10(nullif(lefts.figure / rights.figure, 0)))
            ) < 0.000001,
            false
        ) as is_slip_of_scale,
        -- What is told of one thing in two ways is not many times as much.
        coalesce(
            greatest(lefts.figure, rights.figure)
            <= {{ var("rival_spread") }} * least(lefts.figure, rights.figure),
            false
        ) as is_within_reach,
        lefts.fact_type in ('acquisition', 'stake_purchase')
        and coalesce(
            lefts.object_entity_id = rights.object_entity_id
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("copy_days") }},
            false
        ) as is_one_deal,
        -- "More than 200 million" and, on the same days, 210 million.
        coalesce(
            lefts.is_priced_event
            and lefts.currency = rights.currency
            and abs(lefts.dated_on - rights.dated_on) <= {{ var("event_days") }}
            and (
                (
                    lefts.bound in ('more_than', 'at_least')
                    and rights.figure between lefts.figure
                    and lefts.figure * {{ var("conflict_spread") }}
                )
                or (
                    rights.bound in ('more_than', 'at_least')
                    and lefts.figure between rights.figure
                    and rights.figure * {{ var("conflict_spread") }}
                )
            ),
            false
        ) as is_near_amount
    from {{ ref("int_claim_candidates") }} as candidates
    inner join claims as lefts on candidates.left_number = lefts.claim_number
    inner join claims as rights
        on candidates.right_number = rights.claim_number

)

select * from compared
