{% macro equal_share(group, order) -%}
    {#-
        An equal part of one among the rows of a group, DECIMAL(9,8). The first
        rows take the hundred-millionths that are left: the parts sum to one.
    -#}
    cast(
        (
            100000000 // count(*) over (partition by {{ group }})
            + if(
                row_number() over (
                    partition by {{ group }} order by {{ order }}
                ) <= 100000000 % count(*) over (partition by {{ group }}),
                1,
                0
            )
        ) * 0.00000001 as decimal(9, 8)
    )
{%- endmacro %}
