{#
    Tables of the lake as dbt sees them: empty and typed where nobody has put rows there, so that
    `dbt build` runs by hand and unit tests know the types. The asset fills them before it runs the
    compiled models (onevice_assets/brand_monitor/share_of_voice/publish_marts.py).
#}
{% macro create_sources() %}
    {% if execute %}
        {% for source in graph.sources.values() %}
            {% do run_query("create schema if not exists " ~ source.schema) %}
            {% set columns = [] %}
            {% for column in source.columns.values() %}
                {% do columns.append(column.name ~ " " ~ column.data_type) %}
            {% endfor %}
            {% do run_query(
                "create table if not exists "
                ~ source.schema
                ~ "."
                ~ source.identifier
                ~ " ("
                ~ columns
                | join(", ")
                ~ ")"
            ) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
