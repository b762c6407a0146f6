-- One row per group of texts that say the same, and the language that they were
-- first written in, as far as it can be told.
with articles as (

    select * from {{ ref("stg_landing__articles") }}

),

groups as (

    select * from {{ ref("int_article_groups") }}

),

currencies as (

    select * from {{ ref("currencies") }}

),

amounts as (

    select * from {{ ref("int_money_mentions") }}
    where zone_final = 'body' and restates_ordinal is null

),

-- Between translations the original is in the language at home in the currency
-- that most amounts are in.
home_languages as (

    select
        groups.origin_id,
        currencies.home_language,
        count(*) as mentions
    from amounts
    inner join groups
        on amounts.article_version_id = groups.article_version_id
    inner join currencies on amounts.currency = currencies.currency
    where currencies.home_language is not null
    group by groups.origin_id, currencies.home_language
    qualify
        row_number() over (
            partition by groups.origin_id
            order by count(*) desc, currencies.home_language
        ) = 1

),

members as (

    select
        groups.origin_id,
        articles.language,
        articles.published_on,
        home_languages.home_language,
        coalesce(articles.language = home_languages.home_language, false)
            as is_in_home_language
    from articles
    inner join groups
        on articles.article_version_id = groups.article_version_id
    left join home_languages on groups.origin_id = home_languages.origin_id

),

origins as (

    select
        origin_id,
        count(distinct language) as languages,
        bool_or(is_in_home_language) as has_home_language,
        min(published_on) as first_published_on,
        count(distinct language) filter (
            where published_on is null
        ) as undated_languages
    from members
    group by origin_id

),

-- No home language among them: the language of the earliest day, if every text
-- has a day and one language alone has the earliest.
first_languages as (

    select
        members.origin_id,
        min(members.language) as language
    from members
    inner join origins on members.origin_id = origins.origin_id
    where
        members.published_on = origins.first_published_on
        and origins.undated_languages = 0
    group by members.origin_id
    having count(distinct members.language) = 1

),

final as (

    select
        origins.origin_id,
        any_value(members.home_language) as home_language,
        case
            when origins.languages <= 1 then any_value(members.language)
            when origins.has_home_language
                then
                    any_value(members.language) filter (
                        where members.is_in_home_language
                    )
            else any_value(first_languages.language)
        end as original_language
    from origins
    inner join members on origins.origin_id = members.origin_id
    left join first_languages
        on origins.origin_id = first_languages.origin_id
    group by
        origins.origin_id, origins.languages, origins.has_home_language

)

select * from final
