-- One row per fact, entity and role. What a subject or object does in a fact
-- depends on the kind of fact (seed fact_roles); a party does what the text says.
with claims as (

    select * from {{ ref("int_fact_claims") }}

),

facts as (

    select * from {{ ref("int_facts") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

roles as (

    select * from {{ ref("fact_roles") }}

),

party_names as (

    select
        fact_id,
        article_version_id,
        unnest(parties) as party
    from claims

),

parties as (

    select
        party_names.fact_id,
        names.entity_id,
        coalesce(party_names.party.role, 'partner') as role
    from party_names
    inner join names
        on
            party_names.article_version_id = names.article_version_id
            and lower(trim(party_names.party.name)) = names.name_folded

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
