-- One row per day of landing: what copies of texts that landed on it depend on, as
-- a digest, and whether the last build compared them. The texts of a day are
-- compared with those of the days before, which were weighed by those before them.
with articles as (

    select
        numbers.landed_on,
        md5(concat_ws(
            '|',
            numbers.article_version_id,
            numbers.article_id,
            coalesce(numbers.independence_group, ''),
            coalesce(cast(numbers.dated_on as varchar), ''),
            hash(readings.shingles),
            hash(readings.number_keys)
        )) as digest
    from {{ ref("int_article_numbers") }} as numbers
    inner join {{ ref("stg_landing__readings") }} as readings
        on numbers.article_version_id = readings.article_version_id

),

days as (

    select
        landed_on,
        md5(string_agg(digest, '' order by digest)) as own_digest
    from articles
    group by landed_on

),

digests as (

    select
        days.landed_on,
        md5(string_agg(
            before.landed_on || before.own_digest, '' order by before.landed_on
        )) as digest
    from days
    inner join days as before
        on
            before.landed_on
            between days.landed_on - 2 * ({{ var("weighing_days") }} - 1)
            and days.landed_on
    group by days.landed_on

),

fresh as (

    select
        digests.*,
        carried.digest is null as is_fresh
    from digests
    left join {{ ref("stg_carried__days") }} as carried
        on
            digests.landed_on = carried.landed_on
            and digests.digest = carried.digest

),

final as (

    select
        *,
        exists(
            select 1 from fresh as others
            where
                others.is_fresh
                and fresh.landed_on
                between others.landed_on - 2 * ({{ var("weighing_days") }} - 1)
                and others.landed_on
        ) as is_near_fresh
    from fresh

)

select * from final
