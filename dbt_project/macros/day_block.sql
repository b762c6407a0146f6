{% macro day_block(day, days) -%}
    {#-
        The number of the block of so many days that a day lies in. Two days no
        further apart lie in one block or in neighbours, so that a window of
        days can be joined by equality.
    -#}
    (({{ day }} - date '1970-01-01') // {{ days }})
{%- endmacro %}
