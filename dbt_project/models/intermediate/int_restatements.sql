-- One row per restating mention: the publisher's own rate beside the reference
-- rate of the article's day (of the day it was fetched, where it tells none),
-- and by how many powers of ten the two differ.
with mentions as (

    select
        money_mention_id,
        article_version_id,
        currency,
        restates_mention_id,
        cast(coalesce(amount_point, amount_low, amount_high) as double)
            as figure
    from {{ ref("int_money_mentions") }}
    where currency is not null

),

articles as (

    select
        article_version_id,
        coalesce(dated_on, cast(fetched_at as date)) as priced_on
    from {{ ref("stg_landing__articles") }}

),

rates as (

    select * from {{ ref("stg_fx__rates") }}

),

conversions as (

    select
        restated.money_mention_id,
        originals.currency as original_currency,
        restated.currency as restated_currency,
        articles.priced_on,
        restated.figure / originals.figure as implied_rate
    from mentions as restated
    inner join mentions as originals
        on restated.restates_mention_id = originals.money_mention_id
    inner join articles
        on restated.article_version_id = articles.article_version_id
    where restated.figure > 0 and originals.figure > 0

),

needed as (

    select
        priced_on,
        original_currency as quote
    from conversions
    union
    select
        priced_on,
        restated_currency as quote
    from conversions

),

last_known as (

    {{ last_known_rates("needed", "rates", "priced_on") }}

),

referenced as (

    select
        conversions.money_mention_id,
        conversions.implied_rate,
        cast(restated.rate as double) / cast(originals.rate as double)
            as reference_rate
    from conversions
    inner join last_known as originals
        on
            conversions.original_currency = originals.quote
            and conversions.priced_on = originals.priced_on
    inner join last_known as restated
        on
            conversions.restated_currency = restated.quote
            and conversions.priced_on = restated.priced_on
            and originals.provider = restated.provider
            and originals.base = restated.base
    qualify
        row_number() over (
            partition by conversions.money_mention_id
            order by case restated.provider
                when 'ecb' then 1 when 'peg' then 2 else 3
            end
        ) = 1

),

measured as (

    select
        *,
        log10(nullif(implied_rate / reference_rate, 0)) as power
    from referenced

),

-- A conversion may be off by a half for its rounding and its rate, and by
-- anything that is no power of ten for another reason: no error of scale.
final as (

    select
        money_mention_id,
        cast(implied_rate as decimal(38, 12)) as implied_rate,
        cast(reference_rate as decimal(38, 12)) as reference_rate,
        case
            when abs(power - round(power)) < log10(1.5)
                then cast(round(power) as integer)
            else 0
        end as scale_error
    from measured

)

select * from final
