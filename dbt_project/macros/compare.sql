{% macro begins_with_name(longer, shorter) -%}
    {#-
        Whether a name begins with another as its short form: whole words, or two
        syllables where words are not spaced.
    -#}
    {{ longer }} <> {{ shorter }}
    and (
        (length({{ shorter }}) >= 4 and starts_with({{ longer }}, {{ shorter }} || ' '))
        or (
            regexp_matches({{ shorter }}, '^[가-힣]{2,}$')
            and starts_with({{ longer }}, {{ shorter }})
        )
    )
{%- endmacro %}

{% macro is_restated_as(told, other) -%}
    {#-
        Whether a text gives its amount in the currency of another's as about
        what that one says.
    -#}
    len(list_filter({{ told }}.restated_figures, one -> (
        one.currency = {{ other }}.currency
        and abs(one.figure - {{ other }}.figure)
        <= {{ var("conversion_spread") }} * {{ other }}.figure
    ))) > 0
{%- endmacro %}
