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

{% macro half_unit(figure) -%}
    {#- Half a unit of the last digit that the words give, for rounded figures. -#}
    cast(
        0.5 * power(
            10,
            length(cast(trunc({{ figure }}) as varchar))
            - length(rtrim(cast(trunc({{ figure }}) as varchar), '0'))
        ) as decimal(38, 4)
    )
{%- endmacro %}

{% macro in_dollars(claims, conversions) -%}
    {#- A claim's figure in dollars at the rate of its article's day; null without one. -#}
    case
        when {{ claims }}.currency = 'USD' then {{ claims }}.figure
        else
            {{ convert_amount(
                claims ~ ".figure",
                conversions ~ ".native_rate",
                conversions ~ ".usd_rate",
            ) }}
    end
{%- endmacro %}

{% macro least_meant(claims) -%}
    {#-
        The least that a claim's words allow: the rounding of a round figure, the
        bound that they name, a twentieth of what is "about" so much.
    -#}
    case {{ claims }}.bound
        when 'range' then {{ claims }}.amount_low
        when 'at_most' then 0
        when 'less_than' then 0
        else
            {{ claims }}.figure - greatest(
                {{ half_unit(claims ~ ".figure") }},
                if({{ claims }}.bound = 'about', 0.05 * {{ claims }}.figure, 0)
            )
    end
{%- endmacro %}

{% macro most_meant(claims) -%}
    {#- The most that a claim's words allow; of "more than" so much, hardly double. -#}
    case
        when {{ claims }}.bound = 'range' then {{ claims }}.amount_high
        when {{ claims }}.bound in ('at_least', 'more_than')
            then {{ var("conflict_spread") }} * {{ claims }}.figure
        else
            {{ claims }}.figure + greatest(
                {{ half_unit(claims ~ ".figure") }},
                if({{ claims }}.bound = 'about', 0.05 * {{ claims }}.figure, 0)
            )
    end
{%- endmacro %}
