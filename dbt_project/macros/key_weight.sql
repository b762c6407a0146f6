{% macro key_weight(articles, articles_with_key) -%}
    {#-
        Inverse document frequency in whole hundred-thousandths of that of a key
        that one article alone has, so that weights of two days compare; sums of
        integers do not depend on their order, so neither does what compares
        with them.
    -#}
    cast(round(
        100000 * ln(1 + {{ articles }} / {{ articles_with_key }})
        / ln(1 + {{ articles }})
    ) as bigint)
{%- endmacro %}
