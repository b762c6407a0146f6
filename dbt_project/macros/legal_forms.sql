{% macro without_legal_form(name) -%}
    {#-
        A company's name without what the law adds to it ("Inc", "AS", 주식회사):
        one text prints it, the next one does not.
    -#}
    trim(regexp_replace(
        regexp_replace(
            {{ name }},
            '[ ,]+({{ var("legal_forms") }})[.]?$',
            '',
            'i'
        ),
        '^({{ var("legal_forms_around") }}) ?| ?({{ var("legal_forms_around") }})$',
        '',
        'g'
    ))
{%- endmacro %}
