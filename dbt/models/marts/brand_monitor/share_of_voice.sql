with
    counts as (
        select
            website_id,
            day,
            llm_provider,
            brand_id,
            {% for count in [
                "mention_count",
                "recommendation_count",
                "comparison_count",
                "trust_count",
                "first_position_count",
            ] -%}
                {{ sum_integers("case when not is_branded then " ~ count ~ " end") }}
                as {{ count }},
            {% endfor -%}
            coalesce(sum(case when not is_branded then rank_weight end), 0) as rank_weight,
            {{ sum_integers("case when is_branded then mention_count end") }}
            as branded_mention_count
        from {{ ref("int_scoped_brand_cells") }}
        group by website_id, day, llm_provider, brand_id
    ),
    brands as (
        select
            scopes.website_id,
            scopes.day,
            scopes.llm_provider,
            brands.brand_id,
            brands.brand_name,
            brands.role,
            coalesce(counts.mention_count, 0) as mention_count,
            coalesce(counts.recommendation_count, 0) as recommendation_count,
            coalesce(counts.comparison_count, 0) as comparison_count,
            coalesce(counts.trust_count, 0) as trust_count,
            coalesce(counts.first_position_count, 0) as first_position_count,
            coalesce(counts.rank_weight, 0) as rank_weight,
            coalesce(counts.branded_mention_count, 0) as branded_mention_count,
            scopes.total_responses,
            scopes.topic_count,
            scopes.informative_count,
            scopes.mention_count_of_set,
            scopes.branded_total_responses,
            {{ version_columns("scopes", "brands") }}
        from {{ ref("int_scopes") }} as scopes
        inner join
            {{ ref("int_brand_set") }} as brands on {{ same_day("scopes", "brands") }}
        left join
            counts
            on {{ same_day("scopes", "counts", ["llm_provider"]) }}
            and brands.brand_id = counts.brand_id
    )
select
    website_id,
    day,
    llm_provider,
    brand_id,
    brand_name,
    role,
    mention_count,
    recommendation_count,
    comparison_count,
    trust_count,
    first_position_count,
    total_responses,
    topic_count,
    informative_count,
    {{ rates_of_counts() }},
    branded_mention_count,
    branded_total_responses,
    brand_set,
    is_demonstration,
    extractor_version,
    alias_version,
    basket_version,
    period_start,
    period_end
from brands
