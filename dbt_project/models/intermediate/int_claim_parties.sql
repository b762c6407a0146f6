-- One row per claim, entity and role of the others that a claim names.
with claims as (

    select
        claim_id,
        article_version_id,
        unnest(parties) as party
    from {{ ref("int_money_claims") }}

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

final as (

    select distinct
        claims.claim_id,
        names.entity_id,
        coalesce(claims.party.role, 'partner') as role
    from claims
    inner join names
        on
            claims.article_version_id = names.article_version_id
            and lower(trim(claims.party.name)) = names.name_folded

)

select * from final
