{# The columns every mart ends with, taken from int_scopes or int_brand_set under that alias. #}
{% macro version_columns(scopes, brands) -%}
    {{ brands }}.brand_set,
    {{ scopes }}.is_demonstration,
    {{ brands }}.extractor_version,
    {{ brands }}.alias_version,
    {{ scopes }}.basket_version,
    {{ scopes }}.day as period_start,
    {{ scopes }}.day as period_end
{%- endmacro %}


{# Two relations of one website and day; more columns to join by follow. #}
{% macro same_day(a, b, columns=[]) -%}
    {{ a }}.website_id = {{ b }}.website_id and {{ a }}.day = {{ b }}.day
    {%- for column in columns %} and {{ a }}.{{ column }} = {{ b }}.{{ column }} {%- endfor %}
{%- endmacro %}
