with days as (

    select cast(unnest(generate_series(
        date '1999-01-01', date '2060-12-31', interval 1 day
    )) as date) as date_day

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
