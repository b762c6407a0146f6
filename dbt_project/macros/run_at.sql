{% macro run_at() -%}
    {#- End (UTC) of the run's interval: the time of every belief of this build. -#}
    cast('{{ env_var("WIREBOOK_RUN_AT") }}' as timestamp)
{%- endmacro %}
