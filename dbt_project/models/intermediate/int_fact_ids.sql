-- One row per group of claims: the id of its fact. A fact keeps the id that was
-- published before for any of its claims, the oldest one; a new fact takes the
-- id of its first claim by publication day.
with groups as (

    select * from {{ ref("int_claim_groups") }}
    where not is_oversized

),

claims as (

    select
        claims.*,
        groups.group_id
    from {{ ref("int_money_claims") }} as claims
    inner join groups on claims.claim_id = groups.claim_id

),

firsts as (

    select
        group_id,
        claim_id as first_claim_id
    from claims
    qualify
        row_number() over (
            partition by group_id
            order by published_on nulls last, claim_id
        ) = 1

),

known_since as (

    select
        fact_id,
        min(system_from) as known_from
    from {{ ref("stg_previous__money_facts") }}
    group by fact_id

),

inherited as (

    select
        claims.group_id,
        previous.fact_id,
        known_since.known_from,
        count(*) as claims,
        bool_or(claims.claim_id = previous.fact_id) as holds_namesake
    from claims
    inner join {{ ref("stg_previous__money_claims") }} as previous
        on claims.claim_id = previous.claim_id
    inner join known_since on previous.fact_id = known_since.fact_id
    group by all

),

-- After a split, the part with the claim that the fact was named after keeps
-- the id, else the part with the most of its claims.
heirs as (

    select *
    from inherited
    qualify
        row_number() over (
            partition by fact_id
            order by holds_namesake desc, claims desc, group_id
        ) = 1

),

kept_ids as (

    select
        group_id,
        fact_id
    from heirs
    qualify
        row_number() over (
            partition by group_id order by known_from, fact_id
        ) = 1

),

final as (

    select
        firsts.group_id,
        coalesce(kept_ids.fact_id, firsts.first_claim_id) as fact_id
    from firsts
    left join kept_ids on firsts.group_id = kept_ids.group_id

)

select * from final
