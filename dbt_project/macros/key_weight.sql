{% macro key_weight(articles, articles_with_key) -%}
    {#-
        Inverse document frequency in whole thousandths: sums of integers do
        not depend on their order, so neither does what compares with them.
    -#}
    cast(round(1000 * ln(1 + {{ articles }} / {{ articles_with_key }})) as bigint)
{%- endmacro %}
