{% macro horizons_agree(l, r) -%}
    {#-
        Whether two horizons may be the same: one is silent; or both are whole
        and share at least half of their days; or open ones overlap; or, where
        dates cannot be compared, their lengths are equal.
    -#}
    case
        when
            {{ l }}.horizon_start is not null
            and {{ l }}.horizon_end is not null
            and {{ r }}.horizon_start is not null
            and {{ r }}.horizon_end is not null
            then
                2 * (
                    least({{ l }}.horizon_end, {{ r }}.horizon_end)
                    - greatest({{ l }}.horizon_start, {{ r }}.horizon_start)
                    + 1
                )
                >= greatest({{ l }}.horizon_end, {{ r }}.horizon_end)
                - least({{ l }}.horizon_start, {{ r }}.horizon_start)
                + 1
        when
            coalesce({{ l }}.horizon_start, {{ l }}.horizon_end) is not null
            and coalesce({{ r }}.horizon_start, {{ r }}.horizon_end) is not null
            then
                coalesce({{ l }}.horizon_start <= {{ r }}.horizon_end, true)
                and coalesce({{ r }}.horizon_start <= {{ l }}.horizon_end, true)
        else coalesce({{ l }}.horizon_months = {{ r }}.horizon_months, true)
    end
{%- endmacro %}
