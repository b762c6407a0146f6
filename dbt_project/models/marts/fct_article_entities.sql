with mentions as (

    select * from {{ ref("stg_landing__entities") }}
    where zone_read = 'body'

),

names as (

    select * from {{ ref("int_names_resolved") }}

),

claims as (

    select * from {{ ref("int_money_claims") }}
    where rejected_reason is null

),

parties as (

    select
        article_version_id,
        unnest(parties) as party
    from claims

),

roles as (

    select
        article_version_id,
        subject_entity_id as entity_id,
        1 as strength,
        'subject' as role
    from claims
    union all
    select
        article_version_id,
        object_entity_id as entity_id,
        2 as strength,
        'object' as role
    from claims
    union all
    select
        parties.article_version_id,
        names.entity_id,
        3 as strength,
        'party' as role
    from parties
    inner join names
        on
            parties.article_version_id = names.article_version_id
            and lower(trim(parties.party.name)) = names.name_folded
    union all
    select
        article_version_id,
        attributed_to_entity_id as entity_id,
        4 as strength,
        'source' as role
    from claims
    union all
    select
        article_version_id,
        speaker_entity_id as entity_id,
        5 as strength,
        'speaker' as role
    from {{ ref("int_quotes") }}

),

strongest as (

    select
        article_version_id,
        entity_id,
        arg_min(role, strength) as role
    from roles
    group by article_version_id, entity_id

),

counted as (

    select
        mentions.article_version_id,
        names.entity_id,
        count(*) as mentions,
        min(mentions.mention_start) as first_start,
        arg_min(mentions.mention_end, mentions.mention_start) as first_end
    from mentions
    inner join names
        on
            mentions.article_version_id = names.article_version_id
            and lower(trim(mentions.name)) = names.name_folded
    group by mentions.article_version_id, names.entity_id

),

final as (

    select
        counted.*,
        coalesce(strongest.role, 'mentioned') as role
    from counted
    left join strongest
        on
            counted.article_version_id = strongest.article_version_id
            and counted.entity_id = strongest.entity_id

)

select * from final
order by article_version_id, entity_id
