{% macro amount_of(alias) -%}
    {#- The figure that stands for a claim or fact when figures are compared. -#}
    coalesce({{ alias }}.amount_point, {{ alias }}.amount_low, {{ alias }}.amount_high)
{%- endmacro %}
