{% macro with_history(today, previous, key, attributes, version_id, since, until) -%}
    {#-
        Rows of today with those believed before. A row that did not change is
        carried as it is, so a rebuild of the same content is byte-equal; one
        that changed is closed at the end of the run's interval and opened anew
        (in place, if this very interval opened it); one that is gone is closed.

        today, previous: names of CTEs with the columns key and attributes;
        previous also has version_id, since, until and is_current.
    -#}
    {%- set values = [key] + attributes -%}
    todays_rows as (

        select
            *,
            {{ hash_id(values) }} as content_hash
        from {{ today }}

    ),

    open_rows as (

        select
            *,
            {{ hash_id(values) }} as content_hash
        from {{ previous }}
        where is_current

    ),

    closed_rows as (

        select * from {{ previous }}
        where not is_current

    ),

    believed as (

        select
            todays_rows.{{ key }},
            {% for column in attributes %}
                todays_rows.{{ column }},
            {% endfor %}
            case
                when todays_rows.content_hash = open_rows.content_hash
                    then open_rows.{{ since }}
                else greatest({{ run_at() }}, open_rows.{{ since }})
            end as {{ since }},
            cast(null as timestamp) as {{ until }},
            true as is_current
        from todays_rows
        left join open_rows on todays_rows.{{ key }} = open_rows.{{ key }}

    ),

    no_longer_believed as (

        select
            open_rows.{{ key }},
            {% for column in attributes %}
                open_rows.{{ column }},
            {% endfor %}
            open_rows.{{ since }},
            {{ run_at() }} as {{ until }},
            false as is_current
        from open_rows
        left join todays_rows on open_rows.{{ key }} = todays_rows.{{ key }}
        where
            todays_rows.content_hash is distinct from open_rows.content_hash
            and open_rows.{{ since }} < {{ run_at() }}

    ),

    with_history as (

        select * from believed
        union all by name
        select * from no_longer_believed
        union all by name
        select * exclude ({{ version_id }}) from closed_rows

    )
{%- endmacro %}
