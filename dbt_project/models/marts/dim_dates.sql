-- From the first day of the European Central Bank's rates to 2060, and further
-- where a horizon goes further.
with horizons as (

    select
        min(least(horizon_start, horizon_end)) as first_day,
        max(greatest(horizon_start, horizon_end)) as last_day
    from {{ ref("stg_landing__claims") }}

),

days as (

    select
        cast(unnest(generate_series(
            cast(least(date '1999-01-01', first_day) as timestamp),
            cast(greatest(date '2060-12-31', last_day) as timestamp),
            interval 1 day
        )) as date) as date_day
    from horizons

),

final as (

    select
        date_day,
        cast(year(date_day) as integer) as year,
        cast(quarter(date_day) as integer) as quarter,
        year(date_day) || '-Q' || quarter(date_day) as year_quarter,
        cast(date_trunc('quarter', date_day) as date) as quarter_start_on,
        cast(date_trunc('month', date_day) as date) as month_start_on,
        cast(isoyear(date_day) as integer) as iso_year,
        cast(week(date_day) as integer) as iso_week,
        isodow(date_day) >= 6 as is_weekend
    from days

)

select * from final
order by date_day
