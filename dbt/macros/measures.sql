{# A fraction; null where the denominator is 0, so that "nothing asked" never reads as 0. #}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}


{# One of the seed's scores: 0 to 100 with two decimals. #}
{% macro score(numerator, denominator) -%}
    round(100 * {{ ratio(numerator, denominator) }}, 2)
{%- endmacro %}


{# How many rows meet a condition, as a whole number (sum() of integers is wider on DuckDB). #}
{% macro count_where(condition) -%} count(case when {{ condition }} then 1 end) {%- endmacro %}


{# Whether any row meets a condition; bool_or() is not standard. #}
{% macro any_where(condition) -%}
    max(case when {{ condition }} then 1 else 0 end) = 1
{%- endmacro %}


{# Sum of whole numbers as a whole number; 0 over nothing. #}
{% macro sum_integers(expression) -%}
    cast(coalesce(sum({{ expression }}), 0) as bigint)
{%- endmacro %}


{#
    What a rank is worth for prominence: 0.9^(rank - 1). A decimal, because sums of decimals do not
    depend on the order of the rows and a re-run must give the same bytes.
#}
{% macro rank_weight(rank) -%}
    cast(power(0.9, {{ rank }} - 1) as decimal(18, 12))
{%- endmacro %}


{# What a rank is worth in discounted gain: 1 / log2(rank + 1); a decimal for the same reason. #}
{% macro rank_discount(rank) -%}
    cast(ln(2) / ln({{ rank }} + 1) as decimal(18, 12))
{%- endmacro %}


{# Sum of decimals as a number; 0 over nothing. #}
{% macro sum_decimals(expression) -%}
    cast(coalesce(sum({{ expression }}), 0) as double)
{%- endmacro %}


{#
    Rates and scores of a brand's counts, over a day as over a period, to stand in a select; a
    trust score needs five mentions.
#}
{% macro rates_of_counts() -%}
    {{ ratio("mention_count", "total_responses") }} as mention_rate,
    {{ ratio("mention_count", "mention_count_of_set") }} as share,
    {{ ratio("rank_weight", "total_responses") }} as prominence,
    {{ ratio("informative_count", "total_responses") }} as informative_rate,
    {{ score("mention_count", "total_responses") }} as visibility_score,
    case
        when mention_count >= 5
        then {{ score("(trust_count + recommendation_count)", "mention_count") }}
    end as trust_score,
    {{ score("recommendation_count", "total_responses") }} as recommendation_rate
{%- endmacro %}
