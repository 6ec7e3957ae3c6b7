{#
    Rows of one lake table: the Parquet files in var `<table>_files`, or a typed empty relation
    where the list is empty. Columns and types are those the source declares, so a file with a
    missing column fails here and not in a number.
#}
{% macro read_lake(table) %}
    {%- set relation = source("brand_monitor", table) -%}
    {%- set files = var(table ~ "_files") -%}
    {%- if execute -%}
        {%- set columns = (
            graph.sources.values()
            | selectattr("source_name", "equalto", "brand_monitor")
            | selectattr("name", "equalto", table)
            | first
        ).columns.values() -%}
        (
            select
                {% for column in columns -%}
                    cast({{ column.name if files else "null" }} as {{ column.data_type }}) as {{ column.name }}
                    {{- "," if not loop.last }}
                {% endfor -%}
            {% if files -%} from read_parquet([{{ quote_all(files) }}]) {%- else -%} where false {%- endif %}
        )
    {%- else -%} {{ relation }}
    {%- endif -%}
{% endmacro %}


{# Texts as a comma-separated list of SQL literals. #}
{% macro quote_all(texts) -%}
    {%- for text in texts -%}
        '{{ text | replace("'", "''") }}'{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
