{% macro common_bins() -%}
    {#- Bins by which shingles in very many texts are weighed in advance. -#}
    32
{%- endmacro %}
