{% macro last_known_rates(needed, rates, day) -%}
    {#-
        Of each currency and day that is needed, each provider's rate as it was
        last known on that day, never a later one. needed has the columns quote
        and the day; rates are those of stg_fx__rates.
    -#}
    select
        legs.*,
        {{ rates }}.observed_on,
        {{ rates }}.rate,
        {{ rates }}.is_monthly,
        {{ rates }}.payload_sha256
    from (
        select
            {{ needed }}.{{ day }},
            pairs.provider,
            pairs.base,
            pairs.quote
        from {{ needed }}
        inner join (
            select distinct
                provider,
                base,
                quote
            from {{ rates }}
        ) as pairs
            on {{ needed }}.quote = pairs.quote
    ) as legs
    asof inner join {{ rates }}
        on
            legs.provider = {{ rates }}.provider
            and legs.base = {{ rates }}.base
            and legs.quote = {{ rates }}.quote
            and legs.{{ day }} >= {{ rates }}.observed_on
{%- endmacro %}
