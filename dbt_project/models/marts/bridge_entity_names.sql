-- Every name of every entity: those of the lists, those that articles use, and
-- those that may be its name but fall short of certainty (verdict candidate).
with used as (

    select * from {{ ref("int_entity_names") }}

),

listed as (

    select
        entity_id,
        alias as name,
        'gazetteer' as method,
        1 as score,
        'same' as verdict,
        null as article_version_id
    from {{ ref("entity_aliases") }}
    union all
    select
        entity_id,
        name_en as name,
        'gazetteer' as method,
        1 as score,
        'same' as verdict,
        null as article_version_id
    from {{ ref("entities") }}

),

unioned as (

    select * from used
    union all
    select * from listed

),

final as (

    select
        entity_id,
        name,
        case
            when regexp_matches(name, '\p{Hangul}') then 'hangul'
            when regexp_matches(name, '[\p{Hiragana}\p{Katakana}]') then 'kana'
            when regexp_matches(name, '\p{Han}') then 'han'
            else 'latin'
        end as script,
        max(verdict) as verdict,
        max_by(method, struct_pack(verdict, score, method)) as method,
        cast(
            max_by(score, struct_pack(verdict, score, method)) as decimal(5, 4)
        ) as score,
        count(distinct article_version_id) as articles
    from unioned
    group by entity_id, name

)

select * from final
order by entity_id, name
