{% macro generate_schema_name(custom_schema_name, node) -%}
    {#- Schemas are named as configured, without the target's name in front. -#}
    {{ custom_schema_name if custom_schema_name is not none else target.schema }}
{%- endmacro %}
