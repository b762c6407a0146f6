-- Every accepted claim has a current fact, every current fact has as many
-- claims as it says, and a rejected claim has a reason and no fact.
with facts as (

    select * from {{ ref("fct_money_facts") }}
    where is_current

),

claims as (

    select * from {{ ref("fct_money_claims") }}

),

told as (

    select
        claim_id,
        is_live
    from {{ ref("int_fact_claims") }}

),

orphans as (

    select claims.claim_id as id
    from claims
    left join facts on claims.fact_id = facts.fact_id
    where
        (claims.status = 'accepted') <> (facts.fact_id is not null)
        or (claims.status = 'rejected') <> (claims.rejected_reason is not null)

),

counted as (

    select
        claims.fact_id,
        count(*) as claims,
        count(*) filter (where told.is_live) as live_claims
    from claims
    inner join told on claims.claim_id = told.claim_id
    where claims.status = 'accepted'
    group by claims.fact_id

),

miscounted as (

    select facts.fact_id as id
    from facts
    left join counted on facts.fact_id = counted.fact_id
    where
        facts.claims
        is distinct from if(
            counted.live_claims = 0, counted.claims, counted.live_claims
        )

)

select * from orphans
union all
select * from miscounted
