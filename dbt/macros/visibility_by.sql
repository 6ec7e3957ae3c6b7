{#
    How often each brand of the set is named within each value of the first column; further columns
    describe that value. Every brand has a row, also where it is never named.
#}
{% macro visibility_by(columns) %}
{%- set cut = columns[0] -%}
with
    cells as (
        select
            cells.*,
            scopes.llm_provider as scope
        from {{ ref("prompt_cells") }} as cells
        inner join
            {{ ref("int_provider_scopes") }} as scopes
            on {{ same_day("cells", "scopes") }}
            and cells.llm_provider = scopes.of_provider
        where not cells.is_branded and cells.{{ cut }} is not null
    ),
    parts as (
        select
            website_id,
            day,
            scope as llm_provider,
            {{ cut }},
            {% for column in columns[1:] -%} max({{ column }}) as {{ column }}, {% endfor -%}
            {{ sum_integers("total_responses") }} as total_responses,
            count(distinct topic) as topic_count,
            {{ any_where("is_demonstration") }} as is_demonstration,
            max(basket_version) as basket_version
        from cells
        group by website_id, day, scope, {{ cut }}
    ),
    counts as (
        select
            cells.website_id,
            cells.day,
            cells.scope as llm_provider,
            cells.{{ cut }},
            brands.brand_id,
            {{ sum_integers("brands.mention_count") }} as mention_count,
            {{ sum_integers("brands.recommendation_count") }} as recommendation_count,
            {{ sum_integers("brands.first_position_count") }} as first_position_count
        from cells
        inner join
            {{ ref("brand_cells") }} as brands
            on {{ same_day("cells", "brands", ["llm_provider", "prompt_id", "is_branded"]) }}
        group by cells.website_id, cells.day, cells.scope, cells.{{ cut }}, brands.brand_id
    )
select
    parts.website_id,
    parts.day,
    parts.llm_provider,
    {% for column in columns -%} parts.{{ column }}, {% endfor %}
    brands.brand_id,
    brands.brand_name,
    brands.role,
    coalesce(counts.mention_count, 0) as mention_count,
    coalesce(counts.recommendation_count, 0) as recommendation_count,
    coalesce(counts.first_position_count, 0) as first_position_count,
    parts.total_responses,
    parts.topic_count,
    {{ ratio("coalesce(counts.mention_count, 0)", "parts.total_responses") }} as mention_rate,
    {{ score("coalesce(counts.mention_count, 0)", "parts.total_responses") }}
    as visibility_score,
    {{ score("coalesce(counts.recommendation_count, 0)", "parts.total_responses") }}
    as recommendation_rate,
    {{ version_columns("parts", "brands") }}
from parts
inner join {{ ref("int_brand_set") }} as brands on {{ same_day("parts", "brands") }}
left join
    counts
    on {{ same_day("parts", "counts", ["llm_provider", cut]) }}
    and brands.brand_id = counts.brand_id
{% endmacro %}
