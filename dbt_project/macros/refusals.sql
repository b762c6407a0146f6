{% macro in_list(column, values) -%}
    {#- Whether a column is one of some words; silence is none of them. -#}
    coalesce({{ column }} in ('{{ values | join("', '") }}'), false)
{%- endmacro %}

{% macro is_span(first, last) -%}
    {#- Whether two columns are a span that some text could have. -#}
    coalesce({{ first }} >= 0 and {{ last }} > {{ first }} and {{ last }} < 2147483648, false)
{%- endmacro %}

{% macro is_known_day(day) -%}
    {#- Whether a day is none or within the calendar that dim_dates may have. -#}
    coalesce(
        {{ day }} between date '{{ var("calendar_from") }}'
        and date '{{ var("calendar_until") }}',
        true
    )
{%- endmacro %}

{% macro is_undecoded(text) -%}
    {#-
        Whether a text was decoded wrongly: the replacement character, a C1
        control, or UTF-8 read as Latin-1 or Windows-1252. One accented letter
        before a quotation mark (lunedì») is none of these, so a lead byte needs
        all of its continuation bytes, and neither guillemets nor a no-break
        space alone are one.
    -#}
    coalesce(
        contains({{ text }}, chr(65533))
        or regexp_matches({{ text }}, '[\x{0080}-\x{009F}]')
        or regexp_matches(
            {{ text }}, '[à-ï][\x{00A1}-\x{00BF}][\x{00A1}-\x{00BF}]'
        )
        or regexp_matches(
            {{ text }}, '[ÂÃ][\x{00A2}-\x{00AA}\x{00AC}-\x{00B6}\x{00B8}-\x{00BA}\x{00BC}-\x{00BE}]'
        )
        or regexp_matches({{ text }}, 'â€|ï¿½'),
        false
    )
{%- endmacro %}
