{% macro convert_amount(amount, native_rate, usd_rate) -%}
    {#-
        US dollars, DECIMAL(38,4) in whole cents, of an amount whose currency
        costs native_rate units, and the dollar usd_rate units, for one unit of
        the same base. Rounded once, half to even. In HUGEINT, because DuckDB
        divides decimals as DOUBLE; exact for amounts below 1e22.
    -#}
    {%- set part = "cast(cast(%s as decimal(38, 4)) * 10000 as hugeint)" -%}
    {%- set leg = "cast(cast(%s as decimal(38, 8)) * 100000000 as hugeint)" -%}
    {%- set top = "(abs(%s) * %s)" % (part % amount, leg % usd_rate) -%}
    {%- set bottom = "(%s * 100)" % (leg % native_rate) -%}
    cast(
        cast(
            sign({{ amount }}) * (
                {{ top }} // {{ bottom }}
                + case
                    when 2 * ({{ top }} % {{ bottom }}) > {{ bottom }} then 1
                    when 2 * ({{ top }} % {{ bottom }}) < {{ bottom }} then 0
                    else ({{ top }} // {{ bottom }}) % 2
                end
            ) as decimal(38, 0)
        ) * 0.01 as decimal(38, 4)
    )
{%- endmacro %}
