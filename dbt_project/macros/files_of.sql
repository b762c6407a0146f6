{% macro files_of(relation, folder, files = none) -%}
    {#-
        The Parquet files of a source: those named, or the one of its name. Where
        the folder lies is told when a model is compiled and not when it is parsed,
        so that what dbt parsed once serves every state.
    -#}
    {%- set found = env_var("WIREBOOK_" ~ folder | upper) ~ "/"
        ~ (files or relation.identifier ~ ".parquet") -%}
    read_parquet('{{ found }}', union_by_name = true, hive_partitioning = false)
{%- endmacro %}
