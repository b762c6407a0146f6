{% macro is_confident(confidence) -%}
    {#-
        Whether a claim is sure enough for its fact to be summed: its confidence
        reaches least_confidence, which is null while every claim is.
    -#}
    {%- set least = var("least_confidence", none) -%}
    {%- if least is none -%}
        true
    {%- else -%}
        coalesce({{ confidence }} >= {{ least }}, false)
    {%- endif -%}
{%- endmacro %}
