-- Every name that an article's claims, quotes and text use, once per article.
with claims as (

    select * from {{ ref("stg_landing__claims") }}

),

parties as (

    select
        article_version_id,
        unnest(parties) as party
    from claims

),

unioned as (

    select
        article_version_id,
        subject_name as name,
        subject_gazetteer_id as gazetteer_id,
        subject_key as name_key,
        subject_type as entity_type
    from claims
    union all
    select
        article_version_id,
        object_name as name,
        object_gazetteer_id as gazetteer_id,
        object_key as name_key,
        null as entity_type
    from claims
    union all
    select
        article_version_id,
        attributed_to_name as name,
        attributed_to_gazetteer_id as gazetteer_id,
        attributed_to_key as name_key,
        null as entity_type
    from claims
    union all
    select
        article_version_id,
        party.name as name,
        party.entity_id as gazetteer_id,
        party.name_key as name_key,
        null as entity_type
    from parties
    union all
    select
        article_version_id,
        speaker_name as name,
        speaker_gazetteer_id as gazetteer_id,
        speaker_key as name_key,
        'PER' as entity_type
    from {{ ref("stg_landing__quotes") }}
    union all
    select
        article_version_id,
        name,
        gazetteer_id,
        name_key,
        entity_type
    from {{ ref("stg_landing__entities") }}
    where zone_read = 'body'

),

final as (

    select
        article_version_id,
        lower(trim(name)) as name_folded,
        mode(trim(name) order by trim(name)) as name,
        min(gazetteer_id) as gazetteer_id,
        min(nullif(name_key, '')) as name_key,
        mode(entity_type order by entity_type) as entity_type,
        count(*) as mentions
    from unioned
    where trim(name) <> ''
    group by article_version_id, lower(trim(name))

)

select * from final
