{% macro hash_id(columns) -%}
    {#- An id from the values of columns: stable across runs and machines. -#}
    md5(concat_ws('|'
    {%- for column in columns -%}
        , coalesce(cast({{ column }} as varchar), '')
    {%- endfor -%}
    ))
{%- endmacro %}
