{%- set variants = {
    "per_response": ("mention_count", "mention_count_of_set"),
    "per_occurrence": ("occurrence_count", "occurrence_count_of_set"),
    "every_company": ("mention_count", "company_mention_count"),
    "rank_discounted": ("rank_discount", "rank_discount_of_set"),
    "any_brand": ("mention_count", "informative_count"),
} -%}
with
    counts as (
        select
            website_id,
            day,
            llm_provider,
            brand_id,
            {{ sum_integers("mention_count") }} as mention_count,
            {{ sum_integers("occurrence_count") }} as occurrence_count,
            sum(rank_discount) as rank_discount
        from {{ ref("int_scoped_brand_cells") }}
        where not is_branded
        group by website_id, day, llm_provider, brand_id
    ),
    discounts as (
        select website_id, day, llm_provider, sum(rank_discount) as rank_discount_of_set
        from counts
        group by website_id, day, llm_provider
    ),
    brands as (
        select
            scopes.*,
            brands.brand_id,
            brands.brand_name,
            brands.role,
            brands.brand_set,
            brands.extractor_version,
            brands.alias_version,
            coalesce(counts.mention_count, 0) as mention_count,
            coalesce(counts.occurrence_count, 0) as occurrence_count,
            coalesce(counts.rank_discount, 0) as rank_discount,
            coalesce(discounts.rank_discount_of_set, 0) as rank_discount_of_set
        from {{ ref("int_scopes") }} as scopes
        inner join
            {{ ref("int_brand_set") }} as brands on {{ same_day("scopes", "brands") }}
        left join
            counts
            on {{ same_day("scopes", "counts", ["llm_provider"]) }}
            and brands.brand_id = counts.brand_id
        left join discounts on {{ same_day("scopes", "discounts", ["llm_provider"]) }}
    )
{% for variant, (numerator, denominator) in variants.items() %}
    select
        website_id,
        day,
        llm_provider,
        brand_id,
        brand_name,
        role,
        '{{ variant }}' as variant,
        cast({{ numerator }} as double) as numerator,
        cast({{ denominator }} as double) as denominator,
        {{ ratio(numerator, denominator) }} as share,
        total_responses,
        {{ version_columns("brands", "brands") }}
    from brands
    {{ "union all" if not loop.last }}
{% endfor %}
