{% macro amount_of(alias) -%}
    {#- The figure that stands for a claim or fact when figures are compared. -#}
    coalesce({{ alias }}.amount_point, {{ alias }}.amount_low, {{ alias }}.amount_high)
{%- endmacro %}

{% macro signed(plus, minus) -%}
    {#-
        An amount with its direction: a loss or an outflow is below nothing, so
        its lower end is its upper end turned round.
    -#}
    cast(if(sign = 'minus', -{{ minus }}, {{ plus }}) as decimal(38, 4))
{%- endmacro %}
