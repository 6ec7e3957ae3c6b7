{# Every value of the columns lies between low and high, both allowed; null passes. #}
{% test stays_within(model, columns, low=none, high=none) %}
    select {{ columns | join(", ") }}
    from {{ model }}
    where
        {% for column in columns -%}
            {%- if low is not none %} {{ column }} < {{ low }} {%- endif -%}
            {%- if low is not none and high is not none %} or {%- endif -%}
            {%- if high is not none %} {{ column }} > {{ high }} {%- endif -%}
            {{- " or" if not loop.last }}
        {% endfor %}
{% endtest %}
