-- One row per fact and currency that a text of the fact only converts its amount
-- into: the amount was set in another one.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

figures as (

    select * from {{ ref("int_claim_figures") }}

),

final as (

    select
        claims.fact_id,
        figures.currency
    from claims
    inner join figures
        on claims.claim_id = figures.claim_id
    group by claims.fact_id, figures.currency
    having
        bool_or(figures.is_restated)
        -- Two texts that convert each other's currency tell nothing.
        and not bool_or(
            not figures.is_restated
            and claims.claim_id in (
                select restated.claim_id
                from figures as restated
                where restated.is_restated
            )
        )

)

select * from final
