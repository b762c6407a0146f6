-- One row per fact, entity and role. What a subject or object does in a fact
-- depends on the kind of fact (seed fact_roles); a party does what the text says.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

facts as (

    select * from {{ ref("int_facts") }}

),

roles as (

    select * from {{ ref("fact_roles") }}

),

parties as (

    select
        claims.fact_id,
        parties.entity_id,
        parties.role
    from claims
    inner join {{ ref("int_claim_parties") }} as parties
        on claims.claim_id = parties.claim_id

),

unioned as (

    select
        facts.fact_id,
        facts.subject_entity_id as entity_id,
        roles.subject_role as role
    from facts
    inner join roles on facts.fact_type = roles.fact_type
    union
    select
        facts.fact_id,
        facts.object_entity_id as entity_id,
        roles.object_role as role
    from facts
    inner join roles on facts.fact_type = roles.fact_type
    -- A supplier whom the text names as such leaves the object to be the thing.
    anti join parties
        on
            facts.fact_id = parties.fact_id
            and roles.object_role = parties.role
    union
    select
        fact_id,
        attributed_to_entity_id as entity_id,
        if(modality = 'forecast', 'forecaster', 'announcer') as role
    from facts
    union
    select
        fact_id,
        entity_id,
        role
    from parties

),

final as (

    select
        fact_id,
        entity_id,
        role
    from unioned
    where entity_id is not null

)

select * from final
